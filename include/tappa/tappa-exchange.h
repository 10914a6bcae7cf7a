/* Tappa's exchange: events in, pictures out. Everything of libtappa-exchange, and of libtappa beneath it. */
#ifndef TAPPA_TAPPA_EXCHANGE_H
#define TAPPA_TAPPA_EXCHANGE_H

#include "tappa/exchange/draw.h"
#include "tappa/exchange/json.h"
#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"
#include "tappa/tappa.h"

#endif
