"""How long a comment may be: what hosts of code take."""

GITHUB = 65_536
GITLAB = 1_000_000
