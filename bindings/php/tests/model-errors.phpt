--TEST--
A model with errors throws them all, as data
--FILE--
<?php
require __DIR__ . '/model.inc';
use Tappa\{Model, ModelException, Severity, Status};

try {
    Model::parse("tappa: 1\nmodel: a\nversion: 1\nevents: {bought: {}}\nstages:\n  looking:\n    when:\n      bougt: loking\n", 'a.yaml');
} catch (ModelException $e) {
    var_dump($e->getMessage(), $e->getCode(), $e->status, count($e->diagnostics));
    foreach ($e->diagnostics as $d) {
        echo "$d->code $d->name $d->file:$d->line:$d->column+$d->width {$d->severity->name} | $d->path | $d->message | $d->hint | $d->excerpt\n";
    }
    echo $e->diagnostics[0], "\n";
}
// Also what is no UTF-8 is told in UTF-8: a log and a browser take it.
try {
    Model::parse("tappa: 1\nmodel: caff\xe8\n", "caff\xe8.yaml");
} catch (ModelException $e) {
    echo json_encode([$e->getMessage(), (string)$e->diagnostics[0], $e->diagnostics[0]], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE), "\n";
}
thrown(fn () => Model::parse(''));
thrown(fn () => Model::parse("\xff\xfe"));
thrown(fn () => Model::parse("tappa: 1\nmodel: \"\xc3\x28\"\n"));
thrown(fn () => Model::parse(str_repeat('a', 2000000)));
thrown(fn () => Model::load('/nowhere/at/all.yaml'));
thrown(fn () => Model::load(__DIR__));
thrown(fn () => Model::load("a\0b"));
thrown(fn () => Model::load(''));
thrown(fn () => Model::parse([]));
thrown(fn () => Tappa\duration('soon'));
--EXPECTF--
string(72) "a.yaml:8:7: there is no event 'bougt'; did you mean 'bought'? (and more)"
int(-3)
enum(Tappa\Status::Model)
int(2)
305 unknown-event a.yaml:8:7+5 Error | stages.looking.when.bougt | there is no event 'bougt' | did you mean 'bought'? |       bougt: loking
304 unknown-stage a.yaml:8:14+6 Error | stages.looking.when.bougt | there is no stage 'loking' | did you mean 'looking'? |       bougt: loking
a.yaml:8:7: error: there is no event 'bougt' [unknown-event]
        bougt: loking
        ^~~~~
hint: did you mean 'bought'?
["caff�.yaml:2:12: the byte 0xE8 is not UTF-8; save the file as UTF-8","caff�.yaml:2:12: error: the byte 0xE8 is not UTF-8 [not-utf8]\n  model: caff�\n             ^\nhint: save the file as UTF-8",{"code":101,"name":"not-utf8","severity":1,"file":"caff�.yaml","line":2,"column":12,"width":1,"path":"","message":"the byte 0xE8 is not UTF-8","hint":"save the file as UTF-8","excerpt":"model: caff�"}]
Tappa\ModelException: <text>:1:1: there is no model in this text; a model begins with the line `tappa: 1`
Tappa\ModelException: <text>:1:1: the text is UTF-16 or UTF-32, a model is UTF-8; save the file as UTF-8
Tappa\ModelException: <text>:2:9: the byte 0xC3 is not UTF-8; save the file as UTF-8
Tappa\LimitException: <text>: the model has more than 1048576 bytes; the limit can be raised where the model is compiled
Tappa\IoException: /nowhere/at/all.yaml: No such file or directory
Tappa\IoException: %s: the file cannot be read: it is a directory
ValueError: Tappa\Model::load(): Argument #1 ($path) must not contain any null bytes
Tappa\IoException: "" is no path
TypeError: Tappa\Model::parse(): Argument #1 ($text) must be of type string, array given
Tappa\FormatException: "soon" is no duration as `1d12h`, `90s` or `P1DT12H`, above 0 and at most ten years
