/* Owns `tappa draw`: a picture of a model, to standard output or a file.
 * Called by main.c. A file that could not be written whole is an error. */
#include <errno.h>
#include <string.h>

#include "tappa.h"
#include "tappa/exchange/draw.h"

static int
write_file(const char *path, const char *text, size_t size)
{
    FILE *file = fopen(path, "wb");

    if (!file)
        return complain(path, strerror(errno));
    if (fwrite(text, 1, size, file) != size) {
        int why = errno;

        (void)fclose(file);
        return complain(path, strerror(why));
    }
    return fclose(file) ? complain(path, strerror(errno)) : EXIT_CLEAN;
}

static int
draw(const tappa_model *model, int32_t format, const char *language, const char *path)
{
    tappa_drawing *drawing;
    tappa_status status = tappa_drawing_new(NULL, model, format, language, &drawing);
    const char *text;
    size_t size;
    int code = EXIT_CLEAN;

    if (status)
        return complain_status("draw", status);
    text = tappa_drawing_text(drawing, &size);
    if (path)
        code = write_file(path, text, size);
    else
        fwrite(text, 1, size, stdout);
    tappa_drawing_free(drawing);
    return code;
}

int
command_draw(int argc, char **argv)
{
    static const struct option options[] = {{"as", required_argument, NULL, 'a'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"language", required_argument, NULL, 'l'},
                                            {NULL, 0, NULL, 0}};
    const char *path = NULL, *language = NULL;
    tappa_context *context;
    tappa_model *model;
    int32_t format = 0;
    int option, code;

    while ((option = next_option(argc, argv, "o:", options, NULL)) != -1) {
        if (option == 'a' && !(format = tappa_drawing_format(optarg)))
            return usage(optarg, "no picture of this kind: dot, mermaid, scxml or svg");
        if (option == 'o')
            path = optarg;
        else if (option == 'l')
            language = optarg;
        else if (option != 'a')
            return EXIT_USAGE;
    }
    if (argc - optind != 1 || !format)
        return usage("draw", "one MODEL and --as FORMAT are needed");
    if (tappa_context_new(NULL, &context))
        return complain_status("draw", TAPPA_ENOMEM);
    code = load_model(context, argv[optind], &model);
    if (!code)
        code = draw(model, format, language, path);
    tappa_model_unref(model);
    tappa_context_unref(context);
    return finish_output(code);
}
