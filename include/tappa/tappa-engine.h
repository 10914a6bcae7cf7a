/* Tappa's engine: customers, decisions and contacts over a store. Everything of libtappa-engine, and of libtappa beneath it. */
#ifndef TAPPA_TAPPA_ENGINE_H
#define TAPPA_TAPPA_ENGINE_H

#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/engine.h"
#include "tappa/engine/ingest.h"
#include "tappa/engine/plan.h"
#include "tappa/engine/store.h"
#include "tappa/tappa.h"

#endif
