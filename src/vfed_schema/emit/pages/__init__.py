"""Pages and pictures of a model, and of a migration.

`book` says what there is to show, `layout` where it goes, `diagram` puts the two together; the
rest writes it down: `svg`, `mermaid`, `markdown`, `html`.
"""
