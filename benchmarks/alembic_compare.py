"""What alembic's autogenerate does: compare metadata with a database. Run by its own Python."""

import pickle
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

url, file = sys.argv[1:3]
engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
with engine.connect() as conn:
    if len(sys.argv) > 3:
        metadata = MetaData()
        metadata.reflect(conn)
        with open(file, "wb") as out:
            pickle.dump(metadata, out)
    else:
        with open(file, "rb") as saved:
            metadata = pickle.load(saved)
        compare_metadata(MigrationContext.configure(conn), metadata)
