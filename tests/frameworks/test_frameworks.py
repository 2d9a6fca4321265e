"""Models of SQLAlchemy and Django as sources."""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.command import vfed
from vfed_schema.canonical import from_sql
from vfed_schema.diff import diff
from vfed_schema.emit.sqlalchemy import render
from vfed_schema.errors import SourceError
from vfed_schema.scratch import Server
from vfed_schema.sources import Workshop, given

SHOP = """
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

print("whatever users print")
LIKE = "rate like '%\\\\:a'"

class Base(DeclarativeBase):
    pass

class Customer(Base):
    __tablename__ = "customers"
    __table_args__ = {"schema": "shop"}
    id: Mapped[int] = mapped_column(primary_key=True)
    mood: Mapped[str] = mapped_column(sa.Enum("sad", "100%", name="mood", schema="shop"))
    rate: Mapped[str] = mapped_column(sa.CheckConstraint(LIKE), server_default="5%")

class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (sa.Index("recent", sa.text("at desc"), postgresql_where=sa.text("paid")),)
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("shop.customers.id", ondelete="CASCADE"))
    paid: Mapped[bool] = mapped_column(server_default=sa.false(), comment="in full")
    tags: Mapped[list[str]] = mapped_column(pg.ARRAY(sa.Text))
    at: Mapped[str] = mapped_column(pg.TIMESTAMP(timezone=True), server_default=sa.func.now())

engine = sa.create_mock_engine("sqlite://", print)
"""
SAME = """
create schema shop;
create type shop.mood as enum ('sad', '100%');
create table shop.customers (
    id serial primary key, mood shop.mood not null,
    rate varchar not null default '5%' check (rate like '%:a'));
create table orders (
    id serial primary key, customer_id int not null references shop.customers on delete cascade,
    paid boolean not null default false, tags text[] not null,
    at timestamptz not null default now());
comment on column orders.paid is 'in full';
create index recent on orders (at desc) where paid;
"""
SETTINGS = """
SECRET_KEY = "x"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "sales"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "nowhere"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""
MODELS = """
from django.conf import settings
from django.db import models
from django.contrib.postgres.fields import ArrayField

class Customer(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    name = models.CharField(max_length=40, db_comment="as on the card")
    tags = ArrayField(models.TextField(), default=list)
    friends = models.ManyToManyField("self")

class Order(models.Model):
    customer = models.ForeignKey(Customer, models.CASCADE)
    total = models.DecimalField(max_digits=10, decimal_places=2, db_default=0)

    class Meta:
        db_table = "orders"
        constraints = [models.CheckConstraint(condition=models.Q(total__gte=0), name="positive")]
        indexes = [models.Index(models.F("total").desc(), name="dear",
                                condition=models.Q(total__gt=100))]

class Old(models.Model):
    class Meta:
        managed = False

class Same(Order):
    class Meta:
        proxy = True
"""
alchemy = pytest.mark.skipif(not find_spec("sqlalchemy"), reason="SQLAlchemy is not installed")
django = pytest.mark.skipif(not find_spec("django"), reason="Django is not installed")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with models of both frameworks."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "models.py").write_text(SHOP)
    (tmp_path / "sales").mkdir()
    (tmp_path / "sales" / "__init__.py").touch()
    (tmp_path / "sales" / "models.py").write_text(MODELS)
    (tmp_path / "site_settings.py").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@alchemy
@pytest.mark.parametrize("name", ["Base", "Base.metadata"])
def test_sqlalchemy_s_models_are_a_source(
    project: Path, shop: Workshop, server: Server, name: str
) -> None:
    """What `create_all` would make, with the schemas it takes for granted, and every % once."""
    (project / "same.sql").write_text(SAME)
    wanted = from_sql(project / "same.sql", server, lambda text: None)
    with given(f"sqlalchemy:shop.models:{name}", shop) as found:
        assert [] == diff(found.model, wanted)


@alchemy
def test_what_we_render_comes_back(project: Path, shop: Workshop, server: Server) -> None:
    """models.py in SQLAlchemy's style, imported again, is the model that it was made of."""
    (project / "same.sql").write_text(SAME)
    wanted = from_sql(project / "same.sql", server, lambda text: None)
    (project / "again.py").write_text(render(wanted))
    with given("sqlalchemy:again:Base", shop) as found:
        assert [] == diff(found.model, wanted)


@alchemy
def test_import_writes_the_model(project: Path) -> None:
    """`import` takes it by the road of every script: built, read back, written, built again."""
    done = vfed("import", "sqlalchemy:shop.models:Base", "-o", "schema", cwd=project)
    compared = vfed("diff", "--from", "sqlalchemy:shop.models:Base", "--strict", cwd=project)

    assert (0, "wrote schema/tables.yaml\n") == (done.code, done.out), done.err
    assert "whatever users print" in done.err
    assert 0 == compared.code, compared.out


@django
def test_django_s_models_are_a_source(project: Path, shop: Workshop, server: Server) -> None:
    """The models of all apps, as the schema editor makes them; theirs is not asked."""
    if server.major < 14:
        pytest.skip("Django 5 knows PostgreSQL from 14 on")
    with given("django:site_settings", shop) as found:
        there = {".".join(ref.path) for ref in found.model if ref.kind == "table"}
        rest = {ref.path[-1] for ref in found.model if ref.kind in ("check", "index")}

    assert {
        "public.auth_group", "public.auth_group_permissions", "public.auth_permission",
        "public.auth_user", "public.auth_user_groups", "public.auth_user_user_permissions",
        "public.django_content_type", "public.orders", "public.sales_customer",
        "public.sales_customer_friends",
    } == there  # fmt: skip
    assert {"positive", "dear"} <= rest


@django
def test_an_app_comes_with_what_it_refers_to(project: Path) -> None:
    """Of one app, its models and those they have keys to: not more."""
    (project / "sales" / "models.py").write_text(
        MODELS.replace("settings.AUTH_USER_MODEL", '"contenttypes.ContentType"')
    )
    done = vfed("import", "django:site_settings:sales", cwd=project)

    assert 0 == done.code, done.err
    assert "orders:" in done.out
    assert "django_content_type:" in done.out
    assert "auth_user" not in done.out


@alchemy
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("sqlalchemy:shop.models", "names no models: say `sqlalchemy:package.module:Base`"),
        ("sqlalchemy:shop models:Base", "names no models"),
        ("sqlalchemy:nowhere.models:Base", "there is no module `nowhere` in "),
        ("sqlalchemy:shop.nothing:Base", "there is no module `shop.nothing` in "),
        ("sqlalchemy:shop.models:Bse", "`shop.models` has no `Bse`"),
        ("sqlalchemy:shop.models:engine", "`engine` is a MockConnection: give a MetaData"),
        ("sqlalchemy:broken:Base", "broken.py:3: ZeroDivisionError: division by zero"),
        ("sqlalchemy:syntax:Base", "syntax.py:1: SyntaxError: "),
        ("sqlalchemy:missing:Base", "missing.py:1: ModuleNotFoundError: No module named 'nomod'"),
        ("sqlalchemy:leaving:Base", "leaving.py:1: SystemExit: 3"),
        ("sqlalchemy:dying:Base", "ended with 7 while importing it"),
        ("sqlalchemy:empty:m", "`m` has no tables"),
        ("sqlalchemy:other:m", "t.x is of mysql's type TINYINT"),
        ("sqlalchemy:unknown:m", 'sqlalchemy:unknown:m:2:4: type "citext" does not exist'),
    ],
)
def test_mistakes_are_told_in_one_line(
    project: Path, shop: Workshop, source: str, said: str
) -> None:
    """What is not there, and what the user's code raises, with file and line and no traceback."""
    table = "import sqlalchemy as sa\nm = sa.MetaData()\nsa.Table('t', m, sa.Column('x', {}))\n"
    for name, text in {
        "broken": "\n\n1 / 0\n", "syntax": "def\n", "missing": "import nomod\n",
        "leaving": "raise SystemExit(3)\n", "dying": "import os; os._exit(7)\n",
        "empty": "import sqlalchemy\nm = sqlalchemy.MetaData()\n",
        "other": "from sqlalchemy.dialects.mysql import TINYINT\n" + table.format("TINYINT"),
        "unknown": "from sqlalchemy.dialects.postgresql import CITEXT\n" + table.format("CITEXT"),
    }.items():  # fmt: skip
        (project / f"{name}.py").write_text(text)
    with pytest.raises(SourceError) as found, given(source, shop):
        pass

    assert said in str(found.value)
    assert 1 == len(str(found.value).splitlines())


@django
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("django:", "names no models: say `django:settings_module`"),
        ("django:nowhere", "there is no module `nowhere`"),
        ("django:site_settings:sails", "no app has the label `sails`; known are auth,"),
        ("django:lite", "with the engine `django.db.backends.sqlite3`: only models of"),
        ("django:bare", "bare.py"),
    ],
)
def test_django_s_mistakes_are_told(project: Path, shop: Workshop, source: str, said: str) -> None:
    """A settings module or label that is not there, another engine, broken settings."""
    lite = SETTINGS.replace("backends.postgresql", "backends.sqlite3")
    (project / "lite.py").write_text(lite)
    (project / "bare.py").write_text("INSTALLED_APPS = [1 / 0]\n")
    with pytest.raises(SourceError, match=re.escape(said)), given(source, shop):
        pass


@alchemy
def test_another_interpreter_may_be_named(project: Path) -> None:
    """$VFED_PYTHON is where the models are installed; one that is none is told."""
    named = vfed("import", "sqlalchemy:shop.models:Base", cwd=project, VFED_PYTHON=sys.executable)
    none = vfed("import", "sqlalchemy:shop.models:Base", cwd=project, VFED_PYTHON="/nowhere/python")

    assert 0 == named.code
    assert "$VFED_PYTHON is `/nowhere/python`: no such file or directory" in none.err
