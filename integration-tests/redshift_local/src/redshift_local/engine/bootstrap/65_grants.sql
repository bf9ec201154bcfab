-- dg/r_SHOW_GRANTS: what was granted in this database, as far as the user may see it.
CREATE VIEW rs_catalog.granted AS
  SELECT nspname AS schema_name, relname AS object_name, 'TABLE' AS object_type, relacl AS acl FROM rs_catalog.relations
  UNION ALL SELECT nspname, nspname, 'SCHEMA', nspacl FROM rs_catalog.visible_schemas
  UNION ALL SELECT NULL, NULL, 'DATABASE', datacl FROM pg_database WHERE datname = current_database();
CREATE VIEW rs_catalog.grants AS
  SELECT current_database()::varchar AS database_name, g.schema_name::varchar AS schema_name,
    CASE WHEN g.object_type <> 'SCHEMA' THEN g.object_name END::varchar AS object_name, g.object_type::varchar AS object_type,
    CASE a.privilege_type WHEN 'TEMPORARY' THEN 'TEMP' ELSE a.privilege_type END::varchar AS privilege_type,
    a.grantee::integer AS identity_id, CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee) END::varchar AS identity_name,
    CASE WHEN a.grantee = 0 THEN 'public' WHEN r.rolcanlogin THEN 'user' ELSE 'role' END::varchar AS identity_type,
    a.is_grantable AS admin_option, g.object_type::varchar AS privilege_scope, pg_get_userbyid(a.grantor)::varchar AS grantor_name
  FROM rs_catalog.granted g, aclexplode(g.acl) AS a LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE a.privilege_type <> 'CONNECT'
    AND ((SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR a.grantee = 0 OR pg_has_role(current_user, a.grantee, 'member'));
-- SHOW COLUMN GRANTS: what was granted on single columns.
CREATE VIEW rs_catalog.column_grants AS
  SELECT current_database()::varchar AS database_name, r.nspname::varchar AS schema_name, r.relname::varchar AS table_name, c.attname::varchar AS column_name,
    a.privilege_type::varchar AS privilege_type, a.grantee::integer AS identity_id,
    CASE a.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(a.grantee) END::varchar AS identity_name,
    CASE WHEN a.grantee = 0 THEN 'public' WHEN o.rolcanlogin THEN 'user' ELSE 'role' END::varchar AS identity_type,
    a.is_grantable AS admin_option, 'COLUMN'::varchar AS privilege_scope, pg_get_userbyid(a.grantor)::varchar AS grantor_name
  FROM rs_catalog.relations r JOIN pg_attribute c ON c.attrelid = r.oid, aclexplode(c.attacl) AS a LEFT JOIN pg_roles o ON o.oid = a.grantee
  WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR a.grantee = 0 OR pg_has_role(current_user, a.grantee, 'member');
GRANT SELECT ON rs_catalog.granted, rs_catalog.grants, rs_catalog.column_grants TO PUBLIC;
-- dg/SYS_COPY_REPLACEMENTS
CREATE VIEW pg_catalog.sys_copy_replacements AS
  SELECT rs_catalog.user_number(l.username) AS user_id, l.query_id, l.table_id::int AS table_id, left(r.file_name, 256)::char(256) AS file_name,
    left(r.column_name, 127)::char(127) AS column_name, r.line_number, left(r.raw_line, 1024)::char(1024) AS raw_line
  FROM rs_catalog.load_log l JOIN rs_catalog.load_replacements r USING (query_id) WHERE rs_catalog.may_see(l.username);
GRANT SELECT ON pg_catalog.sys_copy_replacements TO PUBLIC;
