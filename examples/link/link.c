#include <stdio.h>
#include <tappa/tappa.h>

int
main(void)
{
    tappa_context *context;
    tappa_batch *batch;
    tappa_model *model;
    tappa_journey *journey;
    struct tappa_event event = {.size = sizeof event, .time = 1767603600000000, .touchpoint = TAPPA_NONE};

    if (tappa_context_new(NULL, &context) || tappa_batch_new(context, &batch) ||
        tappa_model_load(context, "examples/models/local-shop.yaml", NULL, &model) ||
        tappa_journey_new(model, "anna", 4, NULL, 0, &journey))
        return 1;
    event.type = tappa_event_type_index(tappa_model_event_find(model, "Need Felt", 9));
    if (tappa_journey_feed(journey, &event, batch))
        return 1;
    printf("anna stands at %s\n", tappa_stage_name(tappa_journey_stage_at(journey, 0)));
    tappa_journey_free(journey);
    tappa_model_unref(model);
    tappa_batch_free(batch);
    tappa_context_unref(context);
    return 0;
}
