"""Watch who changes a schema: an event trigger that writes every such statement down.

Whoever owns the schema of the log could swap the table under the trigger's function, which runs
with its owner's rights: so it is a schema of its own, and belongs to who installs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..errors import ApplyError, Refusal, in_words
from ..running import alone
from ..sql import WATCH_SCHEMA

if TYPE_CHECKING:
    from psycopg import Connection

KEPT = 10_000  # statements
SIZE = 4_000  # characters of each

_NAMES = ("vfed_schema_watch", "vfed_schema_watch_drop")

# What may hold a password is left out: by command, and where one is given.
_LEFT_OUT = r"""
    tag ~ 'USER MAPPING|SERVER|SUBSCRIPTION'
    or said ~* '(password|passfile|passphrase|secret|token)\w*\s*(=|\x27)'
"""

_TABLE = f"""
    create schema if not exists {WATCH_SCHEMA};
    revoke all on schema {WATCH_SCHEMA} from public;
    create table if not exists {WATCH_SCHEMA}.log (
        id bigint generated always as identity primary key,
        at timestamptz not null default clock_timestamp(),
        by text not null,
        acting text not null,
        application text not null,
        client text,
        tag text not null,
        objects text[] not null,
        statement text not null
    );
    revoke all on {WATCH_SCHEMA}.log from public;
    comment on table {WATCH_SCHEMA}.log is 'Who changed the schema, and with which statement';
"""

# Nothing in here may keep anybody's statement from being run, or wait for anybody: whatever goes
# wrong is for the server's log. Who is SERIALIZABLE only ever inserts: what it read could make its
# commit fail.
_FUNCTION = rf"""
    create or replace function {WATCH_SCHEMA}.note() returns event_trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '250ms'
    as $watch$
    declare
        said text := coalesce(current_query(), '');
        tag text := tg_tag;
        acting text := current_setting('role');
        touched text[];
        number bigint;
    begin
        if tag in ('REINDEX', 'REFRESH MATERIALIZED VIEW') then
            return;
        elsif tg_event = 'sql_drop' then
            select array_agg(distinct o.object_identity) into touched
            from pg_event_trigger_dropped_objects() o
            where (o.original or o.normal) and not o.is_temporary
              and coalesce(o.schema_name, '') not like 'pg_toast%';
            if touched is null then
                return;
            end if;
        else
            if not exists (select from pg_event_trigger_ddl_commands() o
                           where not o.in_extension
                             and coalesce(o.schema_name, '') not like 'pg_temp%') then
                return;
            end if;
            select coalesce(array_agg(distinct o.object_identity), '{{}}') into touched
            from pg_event_trigger_ddl_commands() o
            where o.object_identity is not null and not o.in_extension
              and coalesce(o.schema_name, '') not like 'pg_temp%';
        end if;
        if {_LEFT_OUT} then
            said := '(left out: it may hold a password)';
        end if;
        insert into {WATCH_SCHEMA}.log
            (by, acting, application, client, tag, objects, statement)
        values (session_user, case when acting = 'none' then session_user else acting end,
                current_setting('application_name'), inet_client_addr()::text, tag,
                touched[1:200], left(said, {SIZE}))
        returning id into number;
        if number % 100 = 0 and current_setting('transaction_isolation') = 'read committed' then
            begin
                delete from {WATCH_SCHEMA}.log where id in (
                    select id from {WATCH_SCHEMA}.log where id <= number - {{kept}}
                    order by id limit 1000 for update skip locked);
            exception when others then
                raise log 'vfed-schema watch: old statements are kept: %', sqlerrm;
            end;
        end if;
    exception when others then
        raise log 'vfed-schema watch: a statement is not written down: %', sqlerrm;
    end
    $watch$;
    revoke all on function {WATCH_SCHEMA}.note() from public;
"""

_TRIGGERS = f"""
    create event trigger {_NAMES[0]} on ddl_command_end execute function {WATCH_SCHEMA}.note();
    create event trigger {_NAMES[1]} on sql_drop execute function {WATCH_SCHEMA}.note();
"""
_UNTRIGGERED = "".join(f"drop event trigger if exists {name};" for name in _NAMES)

_READER = f"it takes `grant usage on schema {WATCH_SCHEMA}`, and `select` on its table"
_RIGHTS = (
    "PostgreSQL lets superusers alone create event triggers; managed hosts give that right to a"
    " role of theirs, such as rds_superuser: connect as one that has it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What there is of a watch in a database."""

    triggers: int  # of two, those that are enabled
    statements: int
    since: datetime | None
    last: datetime | None


def install(conn: Connection[Any], kept: int = KEPT) -> None:
    """Begin to watch, or go on with another number of statements to keep.

    Raises Refusal where the schema of the log is somebody else's or others may create in it, and
    ApplyError, with what it takes, where this role may not.
    """
    with alone(conn), _told():
        _refuse_strangers(conn)
        with conn.transaction():
            conn.execute("set local search_path = pg_catalog")
            conn.execute(_UNTRIGGERED.encode())
            conn.execute(_TABLE.encode())
            conn.execute(_FUNCTION.replace("{kept}", str(kept)).encode())
            conn.execute(_TRIGGERS.encode())


def remove(conn: Connection[Any]) -> bool:
    """Stop watching and take the log away; False where nobody watched. Raises ApplyError."""
    with alone(conn), _told():
        if not _there(conn):
            return False
        with conn.transaction():
            conn.execute("set local lock_timeout = '3s'")
            conn.execute(_UNTRIGGERED.encode())
            conn.execute(f"drop schema {WATCH_SCHEMA} cascade".encode())
    return True


def status(conn: Connection[Any]) -> Watch | None:
    """Return what there is of a watch, or None. Raises ApplyError where it may not be read."""
    with _told(_READER):
        if not _there(conn):
            return None
        enabled = conn.execute(
            "select count(*) from pg_event_trigger where evtname = any(%s)"
            " and evtenabled in ('O', 'A')",
            [list(_NAMES)],
        ).fetchone()
        told = conn.execute(f"select count(*), min(at), max(at) from {WATCH_SCHEMA}.log").fetchone()
    assert enabled
    assert told
    return Watch(triggers=enabled[0], statements=told[0], since=told[1], last=told[2])


def _there(conn: Connection[Any]) -> bool:
    found = conn.execute("select from pg_namespace where nspname = %s", [WATCH_SCHEMA]).fetchone()
    return found is not None


def _refuse_strangers(conn: Connection[Any]) -> None:
    """Raise Refusal where others could put a table of theirs in the place of ours."""
    found = conn.execute(
        "select r.rolname from pg_namespace n join pg_roles r"
        " on r.oid = n.nspowner or has_schema_privilege(r.oid, n.oid, 'create')"
        " where n.nspname = %s and r.rolname <> current_user and not r.rolsuper"
        " and r.rolname !~ '^pg_' order by 1 limit 1",
        [WATCH_SCHEMA],
    ).fetchone()
    if found:
        raise Refusal(
            f"schema {WATCH_SCHEMA} is there, and role `{found[0]}` may create in it: what runs"
            " there with your rights must be yours alone; drop it, or connect as its owner"
        )


@contextmanager
def _told(takes: str = _RIGHTS) -> Iterator[None]:
    """Say what the server has against it, and what it takes."""
    import psycopg

    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise ApplyError(f"{in_words(error)}: {takes}") from None
    except psycopg.Error as error:
        raise ApplyError(f"cannot watch: {in_words(error)}") from None
