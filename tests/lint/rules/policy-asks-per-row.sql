-- finds: policy public.a.a_correlated
-- finds: policy public.a.a_beside
-- leaves: policy public.a.a_once_deep
-- leaves: policy public.a.a_told
-- leaves: policy public.a.a_own_function
-- finds: policy public.a.a_row
-- finds: policy public.a.a_cast
-- leaves: policy public.a.a_once
-- leaves: policy public.a.a_once_cast
-- leaves: policy public.a.a_plain
CREATE TABLE a (id int, who text);
CREATE POLICY a_row ON a USING (who = current_setting('app.who'));
CREATE POLICY a_cast ON a FOR INSERT WITH CHECK (id = (current_setting('app.id'))::int);
CREATE POLICY a_once ON a USING (who = (SELECT current_setting('app.who')));
CREATE POLICY a_once_cast ON a USING (id = (SELECT (current_setting('app.id'))::int));
CREATE POLICY a_plain ON a USING (id = 1);
CREATE SCHEMA own;
CREATE FUNCTION own.current_setting(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT t';
CREATE TABLE members (id int, who text);
CREATE POLICY a_once_deep ON a USING (who = (SELECT coalesce(nullif(current_setting('app.who', true), ''), 'x')));
CREATE POLICY a_told ON a USING (who <> 'current_setting(''app.who'')');
CREATE POLICY a_own_function ON a USING (who = own.current_setting('x'));
CREATE POLICY a_correlated ON a USING (EXISTS (SELECT FROM members m WHERE m.id = a.id AND m.who = current_setting('app.who')));
CREATE POLICY a_beside ON a USING (who = (SELECT 'x') OR who = current_setting('app.who'));
