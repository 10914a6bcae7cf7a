/* Prints the JSON Schema: what schema.py holds to the reader. */
#include <stdio.h>
#include <stdlib.h>

#include "tappa/model.h"

int
main(void)
{
    size_t n = tappa_schema(NULL, 0);
    char *text = malloc(n + 1);

    if (!n || !text || tappa_schema(text, n + 1) != n)
        return 1;
    (void)fputs(text, stdout);
    free(text);
    return 0;
}
