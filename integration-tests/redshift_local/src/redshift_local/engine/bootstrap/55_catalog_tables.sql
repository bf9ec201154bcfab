-- The catalog tables as queries of clients see them (dg/c_intro_catalog_views): keys are declared and not enforced, so the
-- engine knows none of them; they are shown as the keys of PostgreSQL, with an index for each primary key.
CREATE VIEW rs_catalog.key_indexes AS
  SELECT (2147483648 + r.oid::bigint)::oid AS oid, r.oid AS relation, (r.relname || '_pkey')::name AS name, c.relnamespace, c.relowner,
    (SELECT array_agg(a.attnum ORDER BY k.place) FROM unnest(r.primary_key) WITH ORDINALITY AS k(name, place)
      JOIN pg_attribute a ON a.attrelid = r.oid AND rs_catalog.full_name(a.attname) = k.name)::int2[] AS columns
  FROM rs_catalog.relations r JOIN pg_class c ON c.oid = r.oid WHERE cardinality(r.primary_key) > 0;
CREATE VIEW rs_catalog.declared_keys AS
  SELECT (3221225472 + i.relation::bigint)::oid AS oid, i.name AS conname, i.relnamespace AS connamespace, 'p'::"char" AS contype,
    i.relation AS conrelid, i.oid AS conindid, 0::oid AS confrelid, i.columns AS conkey, NULL::int2[] AS confkey FROM rs_catalog.key_indexes i
  UNION ALL SELECT (3758096384 + (f.oid::bigint * 64 + k.place) % 536870912)::oid,
    coalesce(nullif(k.told->>'name', ''), f.relname || '_' || (k.told->'columns'->>0) || '_fkey')::name, c.relnamespace, 'f', f.oid, coalesce(i.oid, 0), p.oid,
    (SELECT array_agg(a.attnum ORDER BY n.place) FROM jsonb_array_elements_text(k.told->'columns') WITH ORDINALITY AS n(name, place)
      JOIN pg_attribute a ON a.attrelid = f.oid AND rs_catalog.full_name(a.attname) = n.name),
    coalesce((SELECT array_agg(a.attnum ORDER BY n.place) FROM jsonb_array_elements_text(k.told->'target_columns') WITH ORDINALITY AS n(name, place)
      JOIN pg_attribute a ON a.attrelid = p.oid AND rs_catalog.full_name(a.attname) = n.name), i.columns)
  FROM rs_catalog.relations f JOIN pg_class c ON c.oid = f.oid, jsonb_array_elements(f.foreign_keys) WITH ORDINALITY AS k(told, place)
    JOIN pg_class p ON p.oid = to_regclass(k.told->>'target') LEFT JOIN rs_catalog.key_indexes i ON i.relation = p.oid;

CREATE VIEW rs_catalog.pg_namespace AS SELECT oid, nspname, nspowner, nspacl FROM pg_catalog.pg_namespace
  WHERE nspname NOT IN ('rs', 'rs_catalog', 'rs_copies', 'rs_external', 'pg_toast') AND nspname NOT LIKE 'pg\_toast\_temp\_%';
-- reldiststyle: 0 EVEN, 1 KEY, 8 ALL, 9 AUTO (dg/viewing-distribution-styles).
CREATE VIEW rs_catalog.pg_class AS
  SELECT c.oid, c.relname, c.relnamespace, c.reltype, c.relowner, c.relam, c.relfilenode, c.reltablespace, c.relpages, c.reltuples, c.reltoastrelid,
    t.primary_key IS NOT NULL AS relhasindex, c.relisshared, CASE c.relkind WHEN 'm' THEN 'v' ELSE c.relkind END AS relkind, c.relnatts,
    CASE coalesce(t.diststyle, 'auto') WHEN 'even' THEN 0 WHEN 'key' THEN 1 WHEN 'all' THEN 8 ELSE 9 END::int2 AS reldiststyle, c.relchecks,
    t.primary_key IS NOT NULL AS relhaspkey, c.relhasrules, c.relhassubclass, c.relacl
  FROM pg_catalog.pg_class c LEFT JOIN rs_catalog.table_attributes t ON t.relation = c.oid
  WHERE c.relkind NOT IN ('S', 't') AND c.relnamespace NOT IN (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname IN ('rs', 'rs_catalog', 'rs_copies', 'rs_external', 'pg_toast'))
  UNION ALL SELECT oid, name, relnamespace, 0, relowner, 403, 0, 0, 0, 0, 0, false, false, 'i', cardinality(columns)::int2, 0, 0, false, false, false, NULL
  FROM rs_catalog.key_indexes;
-- SUPER, VARBYTE and the two INTERVALs have numbers of their own; the engine has other types in their place.
CREATE FUNCTION rs_catalog.shown_type(type oid, modifier integer) RETURNS oid LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE type WHEN 3802 THEN 4000 WHEN 17 THEN 6551
    WHEN 1186 THEN CASE WHEN modifier >= 0 AND (modifier >> 16 & 32767) & ~6 = 0 THEN 1188 ELSE 1190 END ELSE type END::oid $$;
CREATE VIEW rs_catalog.pg_type AS
  SELECT coalesce(s.number::oid, t.oid) AS oid, coalesce(s.name, t.typname)::name AS typname,
    CASE WHEN t.oid IN (3000, 3001, 2935) THEN 11 ELSE t.typnamespace END::oid AS typnamespace, t.typowner, t.typlen, t.typbyval, t.typtype, t.typisdefined,
    t.typdelim, t.typrelid, t.typelem, t.typinput, t.typoutput, t.typreceive, t.typsend, t.typanalyze, t.typalign, t.typstorage, t.typnotnull, t.typbasetype,
    t.typtypmod, t.typndims, t.typdefault
  FROM pg_catalog.pg_type t
    LEFT JOIN (VALUES (3802, 4000, 'super'), (17, 6551, 'varbyte'), (1186, 1188, 'intervaly2m'), (1186, 1190, 'intervald2s')) AS s(engine, number, name)
      ON t.oid = s.engine::oid
  WHERE (t.oid IN (3000, 3001, 2935) OR t.typnamespace NOT IN (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname IN ('rs', 'rs_catalog', 'rs_copies', 'rs_external', 'pg_toast')))
    AND t.typname NOT IN ('json', 'jsonpath', 'uuid', 'xml', '_jsonb', '_json', '_uuid', '_xml', '_jsonpath');
CREATE VIEW rs_catalog.pg_attribute AS
  SELECT a.attrelid, a.attname, rs_catalog.shown_type(a.atttypid, a.atttypmod) AS atttypid, a.attstattarget::integer AS attstattarget, a.attlen, a.attnum, a.attndims::integer AS attndims, a.atttypmod, a.attbyval,
    a.attstorage, a.attalign, a.attnotnull, a.atthasdef OR a.attidentity <> '' AS atthasdef, a.attisdropped, a.attislocal, a.attinhcount::integer AS attinhcount,
    coalesce(t.distkey = rs_catalog.full_name(a.attname), false) AS attisdistkey, coalesce(array_position(t.sortkeys, rs_catalog.full_name(a.attname)), 0) AS attsortkeyord
  FROM pg_catalog.pg_attribute a LEFT JOIN rs_catalog.table_attributes t ON t.relation = a.attrelid WHERE t.late_view IS NULL
  UNION ALL SELECT i.oid, a.attname, rs_catalog.shown_type(a.atttypid, a.atttypmod), a.attstattarget::integer, a.attlen, k.place::int2, a.attndims::integer, a.atttypmod, a.attbyval, a.attstorage,
    a.attalign, a.attnotnull, false, false, true, 0, false, 0
  FROM rs_catalog.key_indexes i, unnest(i.columns) WITH ORDINALITY AS k(number, place) JOIN pg_catalog.pg_attribute a ON a.attnum = k.number
  WHERE a.attrelid = i.relation;
CREATE VIEW rs_catalog.pg_attrdef AS
  SELECT a.attrelid AS adrelid, a.attnum AS adnum,
    rs_catalog.default_of(a.attrelid, a.attnum, a.attidentity, pg_get_expr(d.adbin, d.adrelid)) AS adbin,
    rs_catalog.default_of(a.attrelid, a.attnum, a.attidentity, pg_get_expr(d.adbin, d.adrelid)) AS adsrc
  FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND (d.oid IS NOT NULL OR a.attidentity <> '');
CREATE VIEW rs_catalog.pg_index AS
  SELECT oid AS indexrelid, relation AS indrelid, columns AS indkey, cardinality(columns)::int2 AS indnatts, true AS indisunique, true AS indisprimary,
    false AS indisclustered FROM rs_catalog.key_indexes;
CREATE VIEW rs_catalog.pg_constraint AS
  SELECT oid, conname, connamespace, contype, false AS condeferrable, false AS condeferred, conrelid, 0::oid AS contypid, confrelid, 'a'::"char" AS confupdtype,
    'a'::"char" AS confdeltype, 's'::"char" AS confmatchtype, conkey, confkey FROM rs_catalog.declared_keys;
CREATE VIEW rs_catalog.pg_depend AS
  SELECT classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype FROM pg_catalog.pg_depend
  UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, oid, 0, 'pg_catalog.pg_class'::regclass, conindid, 0, 'n' FROM rs_catalog.declared_keys WHERE conindid <> 0;
-- A key's columns as pg_get_constraintdef shows them.
CREATE FUNCTION rs.pg_get_constraintdef(wanted oid) RETURNS varchar LANGUAGE sql STABLE AS $$
  SELECT CASE contype WHEN 'p' THEN 'PRIMARY KEY (' || own.names || ')'
    ELSE 'FOREIGN KEY (' || own.names || ') REFERENCES ' || confrelid::regclass || '(' || other.names || ')' END::varchar
  FROM rs_catalog.declared_keys k,
    LATERAL (SELECT string_agg(a.attname, ', ' ORDER BY n.place) FROM unnest(k.conkey) WITH ORDINALITY AS n(number, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.number) AS own(names),
    LATERAL (SELECT string_agg(a.attname, ', ' ORDER BY n.place) FROM unnest(k.confkey) WITH ORDINALITY AS n(number, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = n.number) AS other(names) WHERE k.oid = wanted $$;
CREATE FUNCTION rs.pg_get_constraintdef(wanted oid, pretty boolean) RETURNS varchar LANGUAGE sql STABLE AS 'SELECT rs.pg_get_constraintdef(wanted)';
-- PG_ATTRDEF holds the text itself.
CREATE FUNCTION rs.pg_get_expr(told text, relation oid) RETURNS varchar LANGUAGE sql IMMUTABLE AS 'SELECT told::varchar';
CREATE FUNCTION rs.pg_get_expr(told text, relation oid, pretty boolean) RETURNS varchar LANGUAGE sql IMMUTABLE AS 'SELECT told::varchar';
-- The stand-in has no functions and procedures of users.
CREATE VIEW pg_catalog.pg_proc_info AS
  SELECT oid AS prooid, proname, pronamespace, proowner, prolang, prosecdef, proisstrict, proretset, provolatile, pronargs, prorettype, proargtypes,
    proallargtypes, proargmodes, proargnames, prosrc, NULL::bytea AS probin, proacl, prokind FROM pg_proc WHERE false;
GRANT SELECT ON ALL TABLES IN SCHEMA rs_catalog TO PUBLIC;
GRANT SELECT ON pg_catalog.pg_proc_info TO PUBLIC;
