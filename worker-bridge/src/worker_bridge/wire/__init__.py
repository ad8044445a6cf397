"""Messages as bytes: FlatBuffers schemas, what encodes and decodes them, frames. No I/O."""
