"""At which migrations a database stands, and how an empty one is brought to those of a backup."""

from collections.abc import Iterable

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from law import Refused

Node = tuple[str, str]  # app and name of a migration


def applied_migrations(connection: BaseDatabaseWrapper) -> list[Node]:
    """Return the migrations of this version that were applied; raise Refused while one is waiting."""
    loader = MigrationLoader(connection)
    if waiting := sorted(set(loader.disk_migrations) - set(loader.applied_migrations) - _replaced(loader)):
        raise Refused(
            f"数据库还没有升级到本版本（缺 {waiting[0][0]}.{waiting[0][1]} 等 {len(waiting)} 步），请先运行 manage.py migrate",
            english=f"The database is not of this version yet ({len(waiting)} migrations wait): run manage.py migrate first",
        )
    return sorted(set(loader.applied_migrations) & set(loader.graph.nodes))


def _replaced(loader: MigrationLoader) -> set[Node]:
    return {node for node in loader.disk_migrations if node not in loader.graph.nodes}


def checked_nodes(nodes: Iterable[Iterable[str]]) -> list[Node]:
    """Return the migrations of a backup; raise Refused where this version does not know one: it is older than the backup."""
    found, graph = [(app, name) for app, name in nodes], MigrationLoader(None).graph
    if unknown := sorted(set(found) - set(graph.nodes)):
        raise Refused(
            f"备份是更新的版本做的（本版本没有 {unknown[0][0]}.{unknown[0][1]}），请先安装那个版本",
            field="file",
            english=f"The backup was made by a later version ({'.'.join(unknown[0])} is unknown here): install that one first",
        )
    return found


def bring_to(connection: BaseDatabaseWrapper, nodes: list[Node]) -> Apps:
    """Make the tables of these migrations in an empty database, anew if it stands elsewhere; return their models."""
    recorder = MigrationRecorder(connection)
    if recorder.has_table() and set(recorder.applied_migrations()) != set(nodes):
        _drop_tables(connection)
    executor = MigrationExecutor(connection)
    executor.migrate(_last_of_each_app(executor.loader, set(nodes)))
    executor.loader.build_graph()
    return executor.loader.project_state(nodes).apps


def _last_of_each_app(loader: MigrationLoader, nodes: set[Node]) -> list[Node]:
    """Return the migrations that none of the same app among them follows."""
    followed = {
        parent.key for node in nodes for parent in loader.graph.node_map[node].parents if parent.key[0] == node[0]
    }
    return sorted(nodes - followed)


def _drop_tables(connection: BaseDatabaseWrapper) -> None:
    """Drop our tables, which are empty but for what migrations put there."""
    quote, ours = connection.ops.quote_name, set(connection.introspection.django_table_names())
    names = sorted((ours | {"django_migrations"}) & set(connection.introspection.table_names()))
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE {quote(name)}" + (" CASCADE" if connection.vendor == "postgresql" else ""))
