# A project with a past: a branch that it left, a database, a profile, a folder of migrations.
mkdir -p schema migrations
cat > schema/tables.yaml <<'END'
tables: {customers: {columns: {id: {type: uuid, default: gen_random_uuid(), primary_key: true}}}}
END
cat > schema/production.yaml <<'END'
profile_of: tables.yaml
tables: {orders: {indexes: {orders_customer: [customer_id]}}}
END
git init -q -b main .
git add schema
git commit -q -m "Customers"
git update-ref refs/remotes/origin/main HEAD
git switch -q -c orders
echo 'CREATE TABLE customers (id uuid PRIMARY KEY);' > migrations/0001_customers.up.sql
echo 'CREATE TABLE customers (id uuid PRIMARY KEY);' > there.sql
createdb shop
export DATABASE_URL=postgresql:///shop ADMIN="postgresql:///shop?user=postgres"
echo '{nodes: {one: $DATABASE_URL}}' > nodes.yaml
# A table by time and a query, which the example of the page has not.
mkdir more
cat > more/tables.yaml <<'END'
tables:
  visits:
    columns:
      id: {type: bigint, identity: always}
      at: {type: timestamptz, not_null: true}
    primary_key: [id, at]
    partition_by: RANGE (at)
    partition_every: month
    partitions: {visits_default: DEFAULT}
queries:
  newest: {sql: SELECT * FROM visits ORDER BY at DESC LIMIT 1, uses: []}
END
export VFED_SCHEMA_PARTITIONS_MODEL=more/tables.yaml VFED_SCHEMA_QUERIES_MODEL=more/tables.yaml
psql -q shop -c 'CREATE TABLE visits (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL,
    PRIMARY KEY (id, at)) PARTITION BY RANGE (at)' \
    -c 'CREATE TABLE visits_default PARTITION OF visits DEFAULT'
