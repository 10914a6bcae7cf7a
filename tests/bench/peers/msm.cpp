// Boost.MSM: one state machine for each customer; the transition table is a type, compiled.
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#define BOOST_MPL_CFG_NO_PREPROCESSED_HEADERS
#define BOOST_MPL_LIMIT_VECTOR_SIZE 30
#define BOOST_MPL_LIMIT_MAP_SIZE 30
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>

namespace msm = boost::msm;
using msm::front::none;
using msm::front::Row;

template <int> struct event { unsigned value; };
using page_view = event<0>;
using search = event<1>;
using product_view = event<2>;
using wishlist_add = event<3>;
using cart_add = event<4>;
using cart_remove = event<5>;
using purchase = event<6>;
using delivery = event<7>;
using review = event<8>;
using refund = event<9>;
using inactivity = event<10>;
using email_open = event<11>;

template <unsigned least, unsigned most = 999> struct within {
    template <class Event, class Machine, class Source, class Target>
    bool operator()(const Event &e, Machine &, Source &, Target &) const
    {
        return e.value >= least && e.value <= most;
    }
};

struct journey_ : msm::front::state_machine_def<journey_> {
    struct awareness : msm::front::state<> {};
    struct discovery : msm::front::state<> {};
    struct interest : msm::front::state<> {};
    struct consideration : msm::front::state<> {};
    struct action : msm::front::state<> {};
    struct use : msm::front::state<> {};
    struct advocacy : msm::front::state<> {};
    typedef awareness initial_state;
    typedef int no_exception_thrown;
    typedef int no_message_queue;

    // Of two rows for one event, MSM tries the last first: the guards exclude each other.
    struct transition_table : boost::mpl::vector22<
        Row<awareness, page_view, discovery>, Row<awareness, search, discovery>, Row<awareness, product_view, interest>,
        Row<discovery, search, interest>, Row<discovery, product_view, interest>, Row<discovery, inactivity, awareness>,
        Row<interest, product_view, consideration, none, within<300>>, Row<interest, wishlist_add, consideration>,
        Row<interest, cart_add, consideration>, Row<interest, inactivity, discovery>,
        Row<consideration, purchase, action, none, within<50>>, Row<consideration, cart_remove, interest>,
        Row<consideration, cart_add, consideration>, Row<action, delivery, use>, Row<action, refund, consideration>,
        Row<use, review, advocacy, none, within<700>>, Row<use, review, consideration, none, within<0, 199>>,
        Row<use, refund, consideration>, Row<use, purchase, action, none, within<50>>, Row<use, inactivity, interest>,
        Row<advocacy, purchase, action, none, within<50>>, Row<advocacy, inactivity, use>> {};

    template <class Machine, class Event> void no_transition(const Event &, Machine &, int) {}
};
using journey = msm::back::state_machine<journey_>;

// MSM numbers states in an order of its own.
template <class State> constexpr int id = msm::back::get_state_id<journey::stt, State>::value;

static void
send(journey &j, unsigned type, unsigned value)
{
    switch (type) {
    case 0: j.process_event(page_view{value}); break;
    case 1: j.process_event(search{value}); break;
    case 2: j.process_event(product_view{value}); break;
    case 3: j.process_event(wishlist_add{value}); break;
    case 4: j.process_event(cart_add{value}); break;
    case 5: j.process_event(cart_remove{value}); break;
    case 6: j.process_event(purchase{value}); break;
    case 7: j.process_event(delivery{value}); break;
    case 8: j.process_event(review{value}); break;
    case 9: j.process_event(refund{value}); break;
    case 10: j.process_event(inactivity{value}); break;
    default: j.process_event(email_open{value}); break;
    }
}

int
main(int, char **argv)
{
    struct line { unsigned customer, type, value; };
    std::ifstream file(argv[1]);
    std::string first;
    std::getline(file, first);
    std::vector<line> events;
    for (line e; file >> e.customer >> e.type >> e.value;)
        events.push_back(e);
    std::vector<std::unique_ptr<journey>> journeys;
    for (int i = 0; i < 10000; i++) {
        journeys.push_back(std::make_unique<journey>());
        journeys.back()->start();
    }
    const std::clock_t begun = std::clock();
    for (const line &e : events)
        send(*journeys[e.customer], e.type, e.value);
    const double seconds = double(std::clock() - begun) / CLOCKS_PER_SEC;
    const int order[] = {id<journey_::awareness>, id<journey_::discovery>, id<journey_::interest>, id<journey_::consideration>,
                         id<journey_::action>, id<journey_::use>, id<journey_::advocacy>};
    unsigned histogram[7] = {};
    for (const auto &j : journeys)
        for (int s = 0; s < 7; s++)
            histogram[s] += j->current_state()[0] == order[s];
    std::printf("{\"seconds\": %.9f, \"events\": %zu, \"histogram\": [%u, %u, %u, %u, %u, %u, %u]}\n", seconds, events.size(), histogram[0],
                histogram[1], histogram[2], histogram[3], histogram[4], histogram[5], histogram[6]);
}
