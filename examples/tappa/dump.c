/* Owns `tappa dump`: the canonical text of a compiled model, with its fingerprint in a comment.
 * Called by main.c. What it prints compiles to the same model. */
#include "tappa.h"

int
command_dump(int argc, char **argv)
{
    tappa_context *context;
    tappa_model *model;
    char fingerprint[33];
    const char *text;
    size_t size;
    int code;

    if (argc != 2 || argv[1][0] == '-')
        return usage("dump", "one MODEL is needed");
    if (tappa_context_new(NULL, &context))
        return complain_status("dump", TAPPA_ENOMEM);
    code = load_model(context, argv[1], &model);
    if (!code) {
        text = tappa_model_dump(model, &size);
        fwrite(text, 1, size, stdout);
        if (tappa_model_fingerprint(model, fingerprint) == TAPPA_OK)
            printf("# fingerprint %s\n", fingerprint);
    }
    tappa_model_unref(model);
    tappa_context_unref(context);
    return finish_output(code);
}
