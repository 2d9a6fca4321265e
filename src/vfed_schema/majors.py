"""Which servers are known: their catalogs are read, and their statements written."""

MAJORS = range(13, 19)
