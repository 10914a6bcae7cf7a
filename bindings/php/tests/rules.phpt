--TEST--
Offers and contact rules: what a model says of them, and what holds for a journey
--FILE--
<?php
require __DIR__ . '/engine.inc';
use Tappa\{Event, Journey, Model};

$m = Model::parse(<<<'YAML'
tappa: 1
model: rules
version: 1
data: {items: {type: int, default: 0}, coupon: {type: string, keep: 30d}, price: {type: double, default: 2.0}}
profile: {email: {type: string, source: declared, personal: true}, fan: {type: bool, source: derived, keep: 90d}, note: {type: string}}
events: {Added: {fields: {price: double, coupon: string}}}
channels: {web: {setting: online}, email: {setting: online, consent: marketing}, sms: {setting: online, consent: marketing}}
touchpoints:
  site: {channel: web, direction: inbound}
  basket_mail: {channel: email, direction: outbound, for: [choosing]}
  reminder: {channel: sms, direction: outbound, for: [choosing]}
experiments:
  colour: {arms: {red: 1, blue: 1}, holdout: 0.1}
stages:
  looking: {when: {Added: {set: {items: data.items + 1, coupon: event.coupon, price: event.price}, to: choosing}}}
  choosing: {when: {Added: {set: {items: data.items + 1}}}, after: {1h: {contact: basket_mail}, 2h: {contact: reminder}}}
offers:
  laces: {touchpoint: site, for: [choosing], value: data.price * 2.0, priority: 7}
  boots: {if: data.items > 5}
  again: {if: event.price > 10.0, touchpoint: site}
goals: {sale: {reach: choosing}}
contact_rules:
  quiet: {from: "21:00", to: "08:30"}
  caps: [{channel: email, at_most: 1, per: 1d}, {at_most: 4, per: 7d}, {touchpoint: reminder, at_most: 2, per: 36h}]
  priorities: [reminder, basket_mail]
  response_times: [{channel: email, within: 2d}, {touchpoint: reminder, within: 6h}]
YAML);
foreach ([$m->offers(), $m->caps(), $m->quietHours(), $m->responses()] as $list) {
    foreach ($list as $name => $object) {
        is_string($name) && print("$name: ");
        line($object);
    }
}
echo json_encode([$m->priorities(), $m->experiments(), array_map(text(...), $m->dataKept()), array_map(text(...), $m->profileKept()),
    array_map(text(...), $m->sources())]), "\n";

$j = new Journey($m, 'anna');
$j->feed('Added', at(), ['price' => 3.5, 'coupon' => 'SPRING']);
foreach ([null, new Event('Added', at(1), ['price' => 11.0]), new Event('Added', at(1), ['price' => 9.0])] as $event) {
    foreach ($j->offers(at(1), $event) as $p) {
        echo $p->offer->name, ' ';
        line($p, 'offer');
    }
}
var_dump($j->timerCount(), $j->data()['coupon'], in_array($j->arms()['colour'], ['red', 'blue', 'holdout'], true));
$j->forget('coupon');
$j->forget('price');
echo json_encode($j->data()), "\n";
$next = Model::parse("tappa: 1\nmodel: rules\nversion: 3\nmigrate: {from: 2, stages: {looking: b}}\nstages: {b: {}}");
var_dump($next->leadsOn(2), $next->leadsOn(7), $m->leadsOn(1));
thrown(fn () => $j->forget('nothing'));
thrown(fn () => $j->offers('now'));
thrown(fn () => $j->offers(at(1), new Event('Added', at(1), ['prize' => 1.0])));
thrown(fn () => new Tappa\Offer());
--EXPECT--
laces: Offer: name=laces touchpoint=site stages=["choosing"] priority=7
boots: Offer: name=boots touchpoint=- stages=[] priority=0
again: Offer: name=again touchpoint=site stages=[] priority=0
Cap: channel=email touchpoint=- atMost=1 per=24h0m0s
Cap: channel=- touchpoint=- atMost=4 per=168h0m0s
Cap: channel=- touchpoint=reminder atMost=2 per=36h0m0s
Quiet: channel=- from=21h0m0s to=8h30m0s
Response: channel=email touchpoint=- within=48h0m0s
Response: channel=- touchpoint=reminder within=6h0m0s
[{"reminder":2,"basket_mail":1},["colour"],{"coupon":"720h0m0s"},{"fan":"2160h0m0s"},{"email":"Declared","fan":"Derived"}]
laces Proposal: holds=true value=7 because=""
boots Proposal: holds=false value=- because=data.items > 5 (data.items = 1)
again Proposal: holds=false value=- because=event.price (event.price is not set): no such field: price
laces Proposal: holds=true value=7 because=""
boots Proposal: holds=false value=- because=data.items > 5 (data.items = 1)
again Proposal: holds=true value=- because=""
laces Proposal: holds=true value=7 because=""
boots Proposal: holds=false value=- because=data.items > 5 (data.items = 1)
again Proposal: holds=false value=- because=event.price > 10.0 (event.price = 9.0)
int(2)
string(6) "SPRING"
bool(true)
{"items":1,"price":2}
bool(true)
bool(false)
bool(false)
Tappa\NameException: The journeys of the model rules have no slot "nothing"
TypeError: Tappa\Journey::offers(): Argument #1 ($now) must be of type DateTimeInterface|int, string given
Tappa\NameException: The event "Added" has no field "prize"
Error: Call to private Tappa\Offer::__construct() from global scope
