-- The application's role on PostgreSQL: it does the work, and can neither alter nor empty what is only ever added to.
--
--   psql -v app=kaidang_app -f setup/postgresql_roles.sql DATABASE
--
-- Run by the owner of the tables (who runs `manage.py migrate`), and again after every upgrade: new tables get their rights
-- here. Safe to run twice. Then give the role its password (\password kaidang_app) and name it in DATABASE_URL of web and worker.
-- What a table allows follows from the guards that the migrations put on it:
--   a guard that refuses everything        SELECT, INSERT
--   a guard that lets a named change pass  SELECT, INSERT, UPDATE (the guard itself decides)
--   none                                   SELECT, INSERT, UPDATE, DELETE
-- Nowhere TRUNCATE, TRIGGER or REFERENCES: no owner, no way around a guard.
SELECT set_config('roles.app', :'app', false);

DO $$
DECLARE
  app text := current_setting('roles.app');
  one record;
  guarded boolean;
  opened boolean;
BEGIN
  IF app !~ '^[a-z][a-z0-9_]{0,62}$' THEN
    RAISE EXCEPTION 'the name of a role is of small letters, digits and _: %', app;
  END IF;
  IF app = current_user THEN
    RAISE EXCEPTION '% owns the tables: the application works under another role', app;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = app) THEN
    EXECUTE format('CREATE ROLE %I LOGIN', app);
  END IF;
  EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', app);
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), app);
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  EXECUTE format('REVOKE ALL ON SCHEMA public FROM %I', app);
  EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app);
  EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', app);
  EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I', app);
  FOR one IN SELECT c.oid, c.relname FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') LOOP
    SELECT count(*) > 0,
           -- the guard returns the new row for a change that it allows, or is asked for some columns alone
           coalesce(bool_or(p.prosrc LIKE '%RETURN NEW%' OR t.tgattr::text <> ''), false)
      INTO guarded, opened
      FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE t.tgrelid = one.oid AND NOT t.tgisinternal AND p.prosrc LIKE '%append-only%';
    IF one.relname = 'django_migrations' THEN
      EXECUTE format('GRANT SELECT ON %I TO %I', one.relname, app);
    ELSIF guarded AND NOT opened THEN
      EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', one.relname, app);
    ELSIF guarded THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO %I', one.relname, app);
    ELSE
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', one.relname, app);
    END IF;
  END LOOP;
END $$;
