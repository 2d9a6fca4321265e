"""What every style of models.py shares: names, types, what a class is made of, how it is laid out.

Value sets become `Literal`, not `StrEnum`: psycopg reads a text column as `str`, which a Literal is
already, so `class_row` needs no conversion and what is read can be written and dumped as it is.
Each is named after its column, and never shared, so that no new table changes an old name.

Fields are documented by the string after them: editors, Sphinx, pdoc and griffe all show it, and
only some of them know `#:`.
"""
