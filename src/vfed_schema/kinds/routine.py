"""Functions and procedures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from ..arguments import default, mode, signed
from ..model import Context
from ..objects import Object, Spread
from ..record import written
from ..ref import Ref
from ..sql import aside, dollar, no_member, ours, settings, split, statement_body, text
from ..sql import name as quoted
from ..step import Step
from ..written import Item

# C and internal functions name a symbol; every other language has a body.
_SYMBOLIC = ("c", "internal")


class Routine(Object):
    """What functions and procedures have in common. The last part of its path is its signature.

    A body in SQL that begins with BEGIN ATOMIC or RETURN is parsed when it is created, and Postgres
    knows what it stands on (manual, 38.5).
    """

    within = "schema"
    address = "pg_proc"
    resolved = True
    prokinds: ClassVar[tuple[str, ...]]
    exact = frozenset({"security_definer", "settings"})

    arguments: tuple[str, ...] = ()
    language: str = "sql"
    body: str = ""
    library: str | None = None
    security_definer: bool = False
    settings: tuple[str, ...] = ()
    transforms: tuple[str, ...] = ()
    unchecked: bool = written(False)

    @classmethod
    def catalog(cls, major: int) -> str:
        sql_body = "pg_get_function_sqlbody(p.oid)" if major >= 14 else "null"
        kinds = ", ".join(text(k) for k in cls.prokinds)
        return f"""
            select p.oid, 0 as sub,
                   array[n.nspname::text, quote_ident(p.proname) || '(' || {cls.signature()} || ')']
                       as path,
                   pg_get_function_arguments(p.oid) as arguments,
                   l.lanname as language, coalesce({sql_body}, p.prosrc) as body,
                   p.probin as library, p.prosecdef as security_definer,
                   array(select unnest(p.proconfig)) as settings,
                   array(select format_type(t, null) from unnest(p.protrftypes) t) as transforms
                   {cls.more()}
            from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            join pg_language l on l.oid = p.prolang
            where p.prokind in ({kinds}) and {ours("n")} and {no_member("pg_proc", "p.oid")}
              and p.oid not in (select objid from pg_depend
                                where classid = 'pg_proc'::regclass and deptype = 'i')
        """

    @classmethod
    def signature(cls) -> str:
        """Return the SQL of what tells it from others of its name."""
        return "oidvectortypes(p.proargtypes)"

    @classmethod
    def more(cls) -> str:
        """Return the SQL of further columns."""
        return ""

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Routine:
        return cls(**{**row, "arguments": tuple(split(row["arguments"]))})

    @classmethod
    def spread(
        cls, home: tuple[str, ...], name: str | None, body: dict[str, Item], item: Item
    ) -> Iterator[Spread]:
        called, bracket, rest = (name or "").partition("(")
        said = body.get("arguments")
        arguments = said.strings() if said and isinstance(said.value, list) else []
        if said and not arguments:
            arguments = split(said.string())
        if bracket:
            if said or not rest.rstrip().endswith(")"):
                raise item.wrong(f"`{name}` is no `name(arguments)`")
            arguments = split(rest.rstrip()[:-1])
        body["arguments"] = item.list_of(*arguments)
        for key in ("language", "volatility", "parallel"):
            if key in body:
                body[key] = body[key].like(body[key].string().lower())
        inputs = ", ".join(signed(a) for a in arguments if cls.tells(mode(a)))
        yield Spread(cls.kind, home, f"{quoted(called.strip())}({inputs})", body)

    @staticmethod
    def tells(mode: str) -> bool:
        """True if arguments of a mode are part of the signature."""
        return mode not in ("out", "table")

    def named(self) -> tuple[str, ...]:
        return (self.path[0], self.path[1].rpartition("(")[0])

    def was_called(self) -> Ref | None:
        if self.renamed_from is None:
            return None
        arguments = self.path[1].removeprefix(self.named()[1])
        return Ref(self.kind, (self.path[0], f"{quoted(self.renamed_from)}{arguments}"))

    @property
    def spelled(self) -> str:
        return f"{quoted(self.path[0])}.{self.path[1]}"

    @property
    def _called(self) -> str:
        """Return its quoted name without arguments."""
        return self.named()[1]

    def told(self) -> str:
        return self.body if self.language not in _SYMBOLIC else ""

    def can_alter(self, was: Routine, major: int) -> bool:
        """True if CREATE OR REPLACE will do (manual, CREATE FUNCTION): no name of an argument may
        change, and no default go away."""
        now, then = ([default(a) for a in r.arguments] for r in (self, was))
        if [a for a, _ in now] != [a for a, _ in then]:
            return False
        return all(has or not had for (_, has), (_, had) in zip(now, then, strict=True))

    def supersedes(self, was: Routine) -> bool:
        return not self.can_alter(was, 0)

    def _create(self, major: int) -> str:
        arguments = ", ".join(self.arguments)
        lines = [f"{self.word} {quoted(self.path[0])}.{self._called}({arguments})", *self.clauses()]
        if self.transforms:
            lines.append(f"TRANSFORM {', '.join(f'FOR TYPE {t}' for t in self.transforms)}")
        lines.append(f"LANGUAGE {quoted(self.language)}")
        if self.security_definer:
            lines.append("SECURITY DEFINER")
        lines += [f"SET {said}" for said in settings(self.settings)]
        return "\n".join([*lines, self._said_body()])

    def clauses(self) -> Iterator[str]:
        """Yield the clauses that only functions have."""
        return iter(())

    def _said_body(self) -> str:
        if self.language in _SYMBOLIC:
            library = f"{text(self.library)}, " if self.library else ""
            return f"AS {library}{text(self.body)}"
        if self.language == "sql" and statement_body(self.body):
            return self.body.strip()
        return f"AS {dollar(self.body)}"

    def create(self, context: Context) -> Iterator[Step]:
        sql = self._create(context.major)
        yield self._step(f"CREATE {sql}", once=f"CREATE OR REPLACE {sql}")
        yield from self.finish(context)

    def alter(self, was: Routine, context: Context) -> Iterator[Step]:
        sql = self._create(context.major)
        if self.ref in context.superseded:
            yield Step(sql=f"ALTER {self.word} {was.spelled} RENAME TO {quoted(self._old())}")
            yield self._step(f"CREATE {sql}")
        else:
            yield self._step(f"CREATE OR REPLACE {sql}")
        yield from self.finish(context)

    def _step(self, sql: str, once: str = "") -> Step:
        named = self.language == "sql" and not statement_body(self.body)
        return Step(sql=sql, once=once, unchecked=named or self.unchecked)

    def _old(self) -> str:
        plain = self._called.strip('"').replace('""', '"')
        return aside(plain)

    def drop(self, context: Context) -> Iterator[Step]:
        sql = self.spelled
        if self.ref in context.superseded:
            arguments = self.path[1].removeprefix(self._called)
            sql = f"{quoted(self.path[0], self._old())}{arguments}"
        yield Step(sql=f"DROP {self.word} {sql}", once=f"DROP {self.word} IF EXISTS {sql}")


class Function(Routine):
    """A function, also one for windows; not an aggregate (manual, CREATE FUNCTION)."""

    kind = "function"
    section = "functions"
    word = "FUNCTION"
    prokinds = ("f", "w")

    returns: str = "void"
    volatility: str = "volatile"
    strict: bool = False
    leakproof: bool = False
    parallel: str = "unsafe"
    cost: str | None = None
    rows: str | None = None
    support: str | None = None
    window: bool = False

    @classmethod
    def more(cls) -> str:
        return """,
                   pg_get_function_result(p.oid) as returns,
                   case p.provolatile when 'i' then 'immutable' when 's' then 'stable'
                        else 'volatile' end as volatility,
                   p.proisstrict as strict, p.proleakproof as leakproof,
                   case p.proparallel when 's' then 'safe' when 'r' then 'restricted'
                        else 'unsafe' end as parallel,
                   case when p.procost <> case when l.lanname in ('c', 'internal') then 1
                        else 100 end then p.procost::text end as cost,
                   case when p.prorows <> case when p.proretset then 1000 else 0 end
                        then p.prorows::text end as rows,
                   nullif(p.prosupport::regproc::text, '-') as support,
                   p.prokind = 'w' as window"""

    def can_alter(self, was: Routine, major: int) -> bool:
        same = isinstance(was, Function) and (was.returns, was.window) == (
            self.returns,
            self.window,
        )
        return same and super().can_alter(was, major)

    def finish(self, context: Context) -> Iterator[Step]:
        # Only a superuser may say so, and need not own the function for that.
        said = " LEAKPROOF" if self.leakproof else ""
        said += f" SUPPORT {self.support}" if self.support else ""
        if said:
            yield Step(sql=f"ALTER FUNCTION {self.spelled}{said}", elevated=True)

    def clauses(self) -> Iterator[str]:
        yield f"RETURNS {self.returns}"
        said = ["WINDOW"] if self.window else []
        said += [self.volatility.upper()] if self.volatility != "volatile" else []
        said += ["STRICT"] if self.strict else []
        said += [f"PARALLEL {self.parallel.upper()}"] if self.parallel != "unsafe" else []
        said += [f"COST {self.cost}"] if self.cost else []
        said += [f"ROWS {self.rows}"] if self.rows else []
        if said:
            yield " ".join(said)


class Procedure(Routine):
    """A procedure, which CALL runs and which may end transactions (manual, CREATE PROCEDURE)."""

    kind = "procedure"
    only_if = "pg_proc where oid >= 16384 and prokind = 'p'"
    section = "procedures"
    word = "PROCEDURE"
    prokinds = ("p",)

    @classmethod
    def signature(cls) -> str:
        # An OUT argument is part of what tells a procedure from others since 14.
        return """coalesce((
            select string_agg(case u.mode when 'o' then 'OUT ' else '' end
                              || format_type(u.type, null), ', ' order by u.i)
            from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]),
                        p.proargmodes) with ordinality u(type, mode, i)), '')"""

    @staticmethod
    def tells(mode: str) -> bool:
        return True
