"""The pages of proposals, one module per thing one does there."""
