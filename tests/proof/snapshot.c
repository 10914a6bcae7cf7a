/* Reading the parts of a snapshot: whatever the bytes are. */
#include "lib/core/journey/snapshot-read.c"
#include "lib/core/model/getters-rules.c"
