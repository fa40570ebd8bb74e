"""The desk: what a worker sees, prints, imports and clicks. It may ask the record (`db`), never the other way round."""
