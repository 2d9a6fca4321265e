"""The page of all rules, docs/lint.md: what comes before them, and what each says of itself."""

from __future__ import annotations

from collections.abc import Iterable

from .rule import Rule
from .told import explained_rule


def page(rules: Iterable[Rule]) -> str:
    """Return the reference of all rules, as Markdown."""
    parts = [_HEAD]
    group = ""
    for rule in rules:
        if rule.group != group:
            group = rule.group
            parts.append(f"## {group}\n")
        parts.append(f"### {rule.name}\n\n{explained_rule(rule)}")
    return "\n".join(parts)


_HEAD = """\
<!-- Made by `vfed-schema lint --explain all`: change the rules in src/vfed_schema/lint/rules/. -->

# Lint

`vfed-schema lint` looks in the model for what Postgres takes and people regret. It reads the lock,
so that a rule sees what Postgres has understood, and says where that stands in the YAML. While the
lock is up to date, no server is needed.

    vfed-schema lint                        the model; exit code 2 where something is found
    vfed-schema lint --from $DATABASE_URL   any source: a database, a script, a lock, `git:REV`
    vfed-schema lint --level error          exit code 2 for errors alone; all is told all the same
    vfed-schema lint --rule serial-column   only this rule; `--skip` leaves one out, `--all` none
    vfed-schema lint --rules                every rule, a line each; `--explain RULE`: all of one
    vfed-schema lint -f github -f sarif=lint.sarif   for machines: markdown, gitlab, junit, json too
    vfed-schema lint --fix                  mend in the YAML what is safe to mend

What is somebody else's (`external: true`) is not looked at; what the model adds to it is.

## Silences

Where a rule is right and you know better, say so beside the object, with the reason:

```yaml
lint: {comment-missing: the generated classes say it}   # at the top of a file: the whole model
tables:
  visits:
    lint: {unlogged-table: counted anew every night}    # here, and in all that is inside
    unlogged: true
    columns:
      at: {type: timestamp, lint: {timestamp-without-time-zone: the shop's own clock}}
    indexes:
      visits_at: {keys: [at], lint: {redundant-index: an eighth of the other one's size}}
```

The nearest one counts. What is of one column alone (its foreign key, an index on it) is silenced at
the column too. A silence without a reason, or of a rule that there is not, is an error; one that
silences nothing is found by `unused-silence`. The lock keeps silences, so `--from git:REV` knows
them; no difference is ever made of them, and to add one takes no server. A database knows none.

## JSON

`--format json` prints one object: `format` (1), `source`, `silenced` (how many findings are), and
`findings`, each with `rule`, `level` (error, warning or note), `subject` (`table public.visits`),
`message`, `place` (`file`, `line` and `column`, or null), `help` and `fixable`.

## Fixes

`--fix` changes the text of your files where the finding stands and nothing else in them: comments
and layout stay. It mends only what changes no row and takes nothing away that anything asks for.
Afterwards the files are read again, and the model is built in scratch and compared with what it
was: the finding has to be gone, and nothing may differ but what was to be mended. Otherwise the
files are put back as they were, and that is an error. Then run `vfed-schema generate`.
"""
