"""Foreign data wrappers, servers and user mappings. Foreign tables are tables with a server."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Context
from ..objects import Object, Spread
from ..record import replace, uncompared
from ..ref import Ref
from ..sql import generic, name, named, no_member, text, unless
from ..step import Step
from ..written import Item

# What no file may hold, and no report shows: it is neither read nor written.
_HIDDEN = "pass|secret|token|credential|(^|_)key(_|$)"


class ForeignDataWrapper(Object):
    """What reaches data that is elsewhere (manual, CREATE FOREIGN DATA WRAPPER).

    Most belong to an extension.
    """

    kind = "foreign_data_wrapper"
    only_if = "pg_foreign_data_wrapper"
    section = "foreign_data_wrappers"
    address = "pg_foreign_data_wrapper"
    word = "FOREIGN DATA WRAPPER"
    elevated = True
    in_place = frozenset({"handler", "validator", "options"})

    handler: str | None = None
    validator: str | None = None
    options: tuple[str, ...] = ()

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select w.oid, 0 as sub, array[w.fdwname] as path,
                   nullif(w.fdwhandler::regproc::text, '-') as handler,
                   nullif(w.fdwvalidator::regproc::text, '-') as validator,
                   array(select o from unnest(w.fdwoptions) o order by 1) as options
            from pg_foreign_data_wrapper w
            where {no_member("pg_foreign_data_wrapper", "w.oid")}
        """

    def create(self, context: Context) -> Iterator[Step]:
        said = "".join(f" {what}" for what in self._said(ForeignDataWrapper(path=())))
        sql = f"CREATE FOREIGN DATA WRAPPER {self.spelled}{said}"
        yield Step(sql=sql, once=unless(named("pg_foreign_data_wrapper", "fdw", *self.path), sql))

    def alter(self, was: ForeignDataWrapper, context: Context) -> Iterator[Step]:
        for what in self._said(was):
            yield Step(sql=f"ALTER FOREIGN DATA WRAPPER {self.spelled} {what}")

    def _said(self, was: ForeignDataWrapper) -> Iterator[str]:
        for word in ("handler", "validator"):
            function = getattr(self, word)
            if function != getattr(was, word):
                yield f"{word.upper()} {function}" if function else f"NO {word.upper()}"
        if options := generic(self.options, was.options):
            yield options


class ForeignServer(Object):
    """Where data is that a wrapper reaches (manual, CREATE SERVER)."""

    kind = "server"
    only_if = "pg_foreign_server"
    section = "servers"
    address = "pg_foreign_server"
    word = "SERVER"
    grant_word = "FOREIGN SERVER"
    takes_along = False
    in_place = frozenset({"version", "options"})

    wrapper: str
    type: str | None = None
    version: str | None = None
    options: tuple[str, ...] = ()

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select s.oid, 0 as sub, array[s.srvname] as path, w.fdwname as wrapper,
                   s.srvtype as type, s.srvversion as version,
                   array(select o from unnest(s.srvoptions) o order by 1) as options
            from pg_foreign_server s
            join pg_foreign_data_wrapper w on w.oid = s.srvfdw
            where {no_member("pg_foreign_server", "s.oid")}
        """

    def needs(self) -> Iterator[Ref]:
        yield Ref("foreign_data_wrapper", (self.wrapper,))

    def can_alter(self, was: ForeignServer, major: int) -> bool:
        # A version can be changed, and not taken away.
        gone = was.version is not None and self.version is None
        return self.changed(was) <= self.in_place and not gone

    def create(self, context: Context) -> Iterator[Step]:
        said = self.spelled
        said += f" TYPE {text(self.type)}" if self.type is not None else ""
        said += f" VERSION {text(self.version)}" if self.version is not None else ""
        said += f" FOREIGN DATA WRAPPER {name(self.wrapper)}"
        said += f" {generic(self.options)}" if self.options else ""
        yield Step(sql=f"CREATE SERVER {said}", once=f"CREATE SERVER IF NOT EXISTS {said}")

    def alter(self, was: ForeignServer, context: Context) -> Iterator[Step]:
        said = f" VERSION {text(self.version or '')}" if self.version != was.version else ""
        options = generic(self.options, was.options)
        said += f" {options}" if options else ""
        yield Step(sql=f"ALTER SERVER {self.spelled}{said}")


class UserMapping(Object):
    """As whom a role is known to a server (manual, CREATE USER MAPPING).

    Passwords are neither read nor written: who sets one, sets it on the database.
    """

    kind = "user_mapping"
    only_if = "pg_foreign_server"
    section = "user_mappings"
    within = "server"
    address = "pg_user_mapping"
    word = "USER MAPPING"
    unwritten = frozenset({"renamed_from", "withheld"})
    in_place = frozenset({"options"})

    options: tuple[str, ...] = ()
    withheld: bool = uncompared(False)  # it has a secret

    @classmethod
    def catalog(cls, major: int) -> str:
        return f"""
            select m.umid as oid, 0 as sub,
                   array[m.srvname, case m.umuser when 0 then 'public' else m.usename end] as path,
                   array(select o from unnest(m.umoptions) o
                         where split_part(o, '=', 1) !~* '{_HIDDEN}' order by 1) as options,
                   exists (select from unnest(m.umoptions) o
                           where split_part(o, '=', 1) ~* '{_HIDDEN}') as withheld
            from pg_user_mappings m
        """

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        said = body.get("options")
        for key in said.value if said and isinstance(said.value, dict) else ():
            if re.search(_HIDDEN, key, re.IGNORECASE):
                raise item.wrong(
                    f"`{key}` does not belong in a file: leave it out, and set it on the database"
                )
        yield Spread(cls.kind, home, name, body)

    @property
    def spelled(self) -> str:
        user = "PUBLIC" if self.path[1] == "public" else name(self.path[1])
        return f"FOR {user} SERVER {name(self.path[0])}"

    def named_roles(self) -> Iterator[str]:
        if self.path[1] != "public":
            yield self.path[1]

    def create(self, context: Context) -> Iterator[Step]:
        said = f"{self.spelled} {generic(self.options)}".rstrip()
        once = f"CREATE USER MAPPING IF NOT EXISTS {said}"
        yield Step(sql=f"CREATE USER MAPPING {said}", once=once)

    def alter(self, was: UserMapping, context: Context) -> Iterator[Step]:
        said = generic(self.options, was.options)
        yield Step(sql=f"ALTER USER MAPPING {self.spelled} {said}")

    def drop(self, context: Context) -> Iterator[Step]:
        loses = f"the password of {self.path[1]} on server {self.path[0]}"
        for step in super().drop(context):
            yield replace(step, loses=loses if self.withheld else "")
