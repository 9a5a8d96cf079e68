"""The catalogue as a table: read, looked at, carried out, written."""

from shop.goods.table.applying import TableMoved, import_table
from shop.goods.table.columns import COLUMNS, MOST_BYTES
from shop.goods.table.planning import Step, TablePlan, plan_table
from shop.goods.table.writing import list_rows, list_template_rows

__all__ = [
    "COLUMNS",
    "MOST_BYTES",
    "Step",
    "TableMoved",
    "TablePlan",
    "import_table",
    "list_rows",
    "list_template_rows",
    "plan_table",
]
