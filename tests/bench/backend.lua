-- What wrk sends to the backend: one event a request, each with an id of its own, of fifty thousand customers, most of whom come seldom. At the end
-- one line: requests a second and latencies.
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function init(args)
    run = args[1]
    count = 0
    math.randomseed(number)
end

function request()
    count = count + 1
    local customer = math.floor(50000 * math.random() ^ 2)
    local event = math.random() < 0.8 and "Product Viewed" or "Product Added"
    return wrk.format("POST", "/events", {["Content-Type"] = "application/json"}, string.format(
        '{"type":"track","event":"%s","messageId":"%s-%d-%d","anonymousId":"c%d","timestamp":"%s","properties":{"product":"moka-3","price":29.9}}',
        event, run, number, count, customer, os.date("!%Y-%m-%dT%H:%M:%SZ")))
end

function done(summary, latency, requests)
    local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    io.write(string.format("%9.0f requests a second, %8.1f ms median, %8.1f ms at the 99th percentile, %d errors\n",
        summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, wrong))
end
