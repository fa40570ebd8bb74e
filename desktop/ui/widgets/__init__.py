"""Fields that check as you type and say why; badges with shape and word, never colour alone."""
