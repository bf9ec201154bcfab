-- dg/r_Character_types: comparison of VARCHAR ignores trailing blanks, as that of CHAR does. Redshift's VARCHAR and
-- CHAR share PostgreSQL's varlena layout, so text's comparison operators and index support get CHAR's functions.
UPDATE pg_operator o SET oprcode = n.proc::regproc
FROM (VALUES ('=', 'bpchareq'), ('<>', 'bpcharne'), ('<', 'bpcharlt'), ('<=', 'bpcharle'), ('>', 'bpchargt'),
             ('>=', 'bpcharge')) AS n(name, proc)
WHERE o.oprname = n.name AND o.oprleft = 'text'::regtype AND o.oprright = 'text'::regtype
  AND o.oprnamespace = 'pg_catalog'::regnamespace;

UPDATE pg_amproc p SET amproc = n.new::regproc
FROM (VALUES ('btree', 1, 'bpcharcmp'), ('btree', 2, 'bpchar_sortsupport'), ('hash', 1, 'hashbpchar'),
             ('hash', 2, 'hashbpcharextended')) AS n(method, number, new),
     pg_opfamily f, pg_am a
WHERE f.oid = p.amprocfamily AND a.oid = f.opfmethod AND a.amname = n.method AND f.opfname = 'text_ops'
  AND p.amproclefttype = 'text'::regtype AND p.amprocrighttype = 'text'::regtype AND p.amprocnum = n.number;
