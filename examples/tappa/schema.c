/* Owns `tappa schema`: the JSON Schema of models.
 * Called by main.c. */
#include "tappa.h"

#include <stdlib.h>

int
command_schema(int argc, char **argv)
{
    size_t need = tappa_schema(NULL, 0);
    char *text = need ? malloc(need + 1) : NULL;

    (void)argv;
    if (argc != 1) {
        free(text);
        return usage("schema", "no arguments are needed");
    }
    if (!text)
        return complain_status("schema", TAPPA_ENOMEM);
    (void)tappa_schema(text, need + 1);
    fwrite(text, 1, need, stdout);
    if (text[need - 1] != '\n')
        putchar('\n');
    free(text);
    return finish_output(EXIT_CLEAN);
}
