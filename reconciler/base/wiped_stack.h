#pragma once

namespace pgberth {

/// Wipes what this thread left on its stack below the caller: pieces of what it worked with, which
/// would stay there until something else happens to be written over them. It costs microseconds.
void wipe_stack();

}  // namespace pgberth
