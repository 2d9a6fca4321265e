-- Some rows for the base, so that what is tried is tried on a database in use.

INSERT INTO beliefs (id, content, confidence, domain_path, status) VALUES
    ('b0000000-0000-4000-8000-000000000001', 'Water boils at 100 degrees at sea level',
     '{"overall": 0.98, "source": 0.9}', '{science,physics}', 'active'),
    ('b0000000-0000-4000-8000-000000000002', 'Water boils at 100 degrees everywhere',
     '{"overall": 0.2}', '{science,physics}', 'disputed'),
    ('b0000000-0000-4000-8000-000000000003', 'The meeting is on Tuesday',
     '{"overall": 0.6}', '{work,calendar}', 'superseded'),
    ('b0000000-0000-4000-8000-000000000004', 'The meeting is on Thursday',
     '{"overall": 0.9}', '{work,calendar}', 'active'),
    ('b0000000-0000-4000-8000-000000000005', 'Ada prefers tea', '{"overall": 0.75}', '{people}', 'active'),
    ('b0000000-0000-4000-8000-000000000006', 'Ada prefers coffee', '{"overall": 0.4}', '{people}', 'active'),
    ('b0000000-0000-4000-8000-000000000007', 'The bridge opened in 1932', '{"overall": 0.85}', '{history}', 'active'),
    ('b0000000-0000-4000-8000-000000000008', 'The bridge opened in 1937', '{"overall": 0.5}', '{history}', 'archived');

INSERT INTO beliefs (content) VALUES
    ('A belief of which only the content is known'), ('It''s raining'), ('Backslashes \ are harmless');

UPDATE beliefs SET superseded_by_id = 'b0000000-0000-4000-8000-000000000004'
WHERE id = 'b0000000-0000-4000-8000-000000000003';
UPDATE beliefs SET supersedes_id = 'b0000000-0000-4000-8000-000000000003'
WHERE id = 'b0000000-0000-4000-8000-000000000004';

INSERT INTO tensions (belief_a_id, belief_b_id, type, severity, description) VALUES
    ('b0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000002',
     'scope', 'low', 'One says where, the other says everywhere'),
    ('b0000000-0000-4000-8000-000000000005', 'b0000000-0000-4000-8000-000000000006',
     'contradiction', 'medium', NULL),
    ('b0000000-0000-4000-8000-000000000007', 'b0000000-0000-4000-8000-000000000008',
     'temporal', 'high', 'Two years for one bridge');
