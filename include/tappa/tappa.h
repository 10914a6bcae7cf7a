/* Tappa: customer journeys. Everything of libtappa. */
#ifndef TAPPA_TAPPA_H
#define TAPPA_TAPPA_H

#include "tappa/base.h"
#include "tappa/batch.h"
#include "tappa/cohort.h"
#include "tappa/context.h"
#include "tappa/diagnostics.h"
#include "tappa/event.h"
#include "tappa/expression.h"
#include "tappa/journey.h"
#include "tappa/model.h"
#include "tappa/record.h"
#include "tappa/rules.h"
#include "tappa/snapshot.h"
#include "tappa/time.h"

#endif
