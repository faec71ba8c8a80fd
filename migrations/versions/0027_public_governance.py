"""What anybody may read of governance, and the day of who is in a saved cohort."""

from alembic import op

from app.db.migrate import statements_of

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0027_public_governance"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what anybody may read is not taken back")
