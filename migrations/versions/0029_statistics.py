"""Statistics: a schema apart, for what is kept of students for figures about groups and nothing else.

And which groups' weekly figures somebody has read.
"""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cohort_readings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("first_read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('module-runs', 'programmes', 'colleges')", name=op.f("ck_cohort_readings_kind")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_cohort_readings_institution_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id",
            "staff_id",
            "academic_year",
            "kind",
            "group_id",
            name=op.f("pk_cohort_readings"),
        ),
    )
    for statement in statements_of("0029_statistics"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("statistics that were imported are not thrown away")
