"""Background: credits of modules and students, and modules whose assessment engagement counts for."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("modules", sa.Column("credits", sa.Double(), nullable=True))
    op.add_column(
        "module_runs",
        sa.Column("engagement_assessed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_table(
        "achieved_credits",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("credits", sa.Double(), nullable=False),
        sa.Column("achieved_on", sa.Date(), nullable=True),
        sa.CheckConstraint("credits >= 0 and credits <= 1000", name=op.f("ck_achieved_credits_credits")),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_run_id"],
            ["module_runs.institution_id", "module_runs.module_run_id"],
            name=op.f("fk_achieved_credits_institution_id_module_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_achieved_credits_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "module_run_id", name=op.f("pk_achieved_credits")
        ),
    )
    for statement in statements_of("0028_background"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
