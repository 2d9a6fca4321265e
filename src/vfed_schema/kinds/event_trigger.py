"""Event triggers."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..sql import WATCH_SCHEMA, enabling, name, no_member, text
from ..step import Step
from ..written import Item


class EventTrigger(Object):
    """What runs when the schema changes (manual, 40).

    In scratch it would run in the superuser's commands, and is never made there.
    """

    kind = "event_trigger"
    only_if = "pg_event_trigger"
    section = "event_triggers"
    address = "pg_event_trigger"
    word = "EVENT TRIGGER"
    provable = False
    elevated = True
    in_place = frozenset({"enabled"})

    event: str
    tags: tuple[str, ...] = ()
    function: str
    enabled: str = "origin"

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select e.oid, 0 as sub, array[e.evtname] as path, e.evtevent as event,
                   array(select upper(t) from unnest(e.evttags) t order by 1) as tags,
                   quote_ident(n.nspname) || '.' || quote_ident(p.proname) as function,
                   case e.evtenabled when 'D' then 'disabled' when 'R' then 'replica'
                        when 'A' then 'always' else 'origin' end as enabled
            from pg_event_trigger e
            join pg_proc p on p.oid = e.evtfoid
            join pg_namespace n on n.oid = p.pronamespace
            where {no_member("pg_event_trigger", "e.oid")}
              and n.nspname <> '{WATCH_SCHEMA}'
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        if "tags" in body:
            said = body["tags"]
            body["tags"] = said.list_of(*sorted(t.upper() for t in said.strings()))
        if "function" in body and "." not in body["function"].string():
            raise body["function"].wrong("say in which schema: `schema.function`")
        yield Spread(cls.kind, home, name, body)

    def create(self, context: Context) -> Iterator[Step]:
        tags = ", ".join(text(t) for t in self.tags)
        when = f"\n    WHEN TAG IN ({tags})" if tags else ""
        rest = f"{self.spelled} ON {self.event}{when}\n    EXECUTE FUNCTION {self.function}()"
        yield Step(sql=f"CREATE EVENT TRIGGER {rest}")
        if self.enabled != "origin":
            yield self._enable()

    def alter(self, was: EventTrigger, context: Context) -> Iterator[Step]:
        yield self._enable()

    def _enable(self) -> Step:
        sql = f"ALTER EVENT TRIGGER {name(*self.path)} {enabling(self.enabled)}"
        return Step(sql=sql)
