/* How a store of your own is held to what an engine expects of it: put your opening in place of this one's, and set `keeps` if what is in the
 * store outlives closing (then `fresh` asks for an empty one, and otherwise for the one that was closed last). */
#include "conformance.h"

static tappa_status
open_store(void *user, int fresh, tappa_store **store)
{
    (void)fresh;
    return tappa_store_memory(user, 0, store);
}

int
main(void)
{
    struct conformance of = {"a store of your own", open_store, 0, 0};
    tappa_context *context;
    int failed;

    if (tappa_context_new(0, &context))
        return 1;
    of.user = context;
    failed = conformance_run(&of);
    tappa_context_unref(context);
    return failed != 0;
}
