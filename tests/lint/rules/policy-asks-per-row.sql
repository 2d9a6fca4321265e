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
