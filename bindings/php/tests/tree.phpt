--TEST--
Every status that is an error is a class of one tree
--FILE--
<?php
use Tappa\Status;

foreach (Status::cases() as $status) {
    if ($status->value < 0) {
        $class = "Tappa\\{$status->name}Exception";
        $parents = class_parents($class);
        echo $status->value, ' ', $status->name, ' ', isset($parents[Tappa\Exception::class], $parents[\Exception::class]) ? 'is one' : 'IS NONE', "\n";
    }
}
$e = new ReflectionExtension('tappa');
foreach ($e->getClasses() as $class) {
    if ($class->isEnum() || $class->isSubclassOf(Throwable::class)) {
        continue;
    }
    if (!$class->isFinal()) {
        echo $class->getName(), " is not final\n";
    }
    foreach ($class->getProperties() as $property) {
        if (!$property->isReadOnly()) {
            echo $class->getName(), '::', $property->getName(), " can be written\n";
        }
    }
}
--EXPECT--
-1 Invalid is one
-2 Memory is one
-3 Model is one
-4 Limit is one
-5 Late is one
-6 Field is one
-7 Loop is one
-8 Time is one
-9 Snapshot is one
-10 Version is one
-11 Mismatch is one
-12 Zone is one
-13 Io is one
-14 Expression is one
-15 Name is one
-16 Models is one
-17 Format is one
-18 Conflict is one
-19 Store is one
-20 Busy is one
-21 Forked is one
-22 Unknown is one
