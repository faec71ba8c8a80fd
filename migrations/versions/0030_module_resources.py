"""Resources of module runs: what a class could open, so that it can be told what nobody has opened."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "module_resources",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_run_id"],
            ["module_runs.institution_id", "module_runs.module_run_id"],
            name=op.f("fk_module_resources_institution_id_module_run_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "module_run_id", "code", name=op.f("pk_module_resources")),
    )
    for statement in statements_of("0030_module_resources"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was delivered since would be lost")
