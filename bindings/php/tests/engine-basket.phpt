--TEST--
The abandoned basket: the order comes from another device before, at and after the claim, the join known or not: no mail after the purchase was ingested
--FILE--
<?php
require __DIR__ . '/engine.inc';
use Tappa\{ContactState, Engine, Record};

function happened(Engine $e, string $event, array $who, float $seconds, array $fields = []): string
{
    return $e->ingest([new Record($event, at($seconds), identities: $who, fields: $fields)], at($seconds))[0]->outcome->name;
}
$due = 3700.0; // the mail is asked for one hour after 100
foreach (['before the timer' => 200.0, 'between timer and claim' => $due + 1, 'with the claim' => $due + 10, 'after the claim' => $due + 11] as $when => $ordered) {
    foreach (['known before' => 50.0, 'told by the order' => null, 'known later' => $due + 100] as $how => $joined) {
        $e = Engine::open(FILE);
        $e->addModel(basket(), at(-60));
        happened($e, Tappa\CONSENT_GIVEN, ['cookie' => 'phone', 'email' => 'anna@shop.example'], 10, ['purpose' => 'marketing']);
        $joined && $joined < 100 && happened($e, 'identify', ['cookie' => 'phone', 'login' => 'anna'], $joined);
        happened($e, 'Added', ['cookie' => 'phone'], 100, ['price' => 30.0]);
        // At the laptop she is logged in; the receipt names the address that the phone is known by.
        $laptop = ['cookie' => 'laptop', 'login' => 'anna'] + ($joined === null ? ['email' => 'anna@shop.example'] : []);
        $order = fn () => happened($e, 'Ordered', $laptop, $ordered, ['revenue' => 30.0]);
        $ordered < $due && $order();
        $e->runDue(at($due));
        $ordered > $due && $ordered < $due + 10 && $order();
        // At the same time: the order is in the file first, another process claims.
        $ordered === $due + 10 && $order();
        $mailer = Engine::open(FILE);
        $mailer->addModel(basket(), at(-60));
        $mails = array_filter($mailer->claim(at($due + 10)), fn ($c) => $c->touchpoint === 'basket_mail');
        $ordered > $due + 10 && $order();
        $joined && $joined > 100 && happened($e, 'identify', ['cookie' => 'phone', 'login' => 'anna'], $joined);
        // The mailer goes through its hands: what it claimed before the order, it may send; what it asks for later is no mail of the basket.
        foreach ($mails as $mail) {
            $mailer->report($mail->key, ContactState::Sent, at($due + 200));
        }
        $e->runDue(at($due + 4000));
        $later = array_filter($mailer->claim(at($due + 4000)), fn ($c) => $c->touchpoint === 'basket_mail');
        $contact = array_values(array_filter($e->where($e->find('cookie', 'phone'))->contacts, fn ($c) => $c->touchpoint === 'basket_mail'))[0] ?? null;
        printf("ordered %s, %s: %d before, %d after%s\n", $when, $how, count($mails), count($later),
            $contact ? ", {$contact->state->name}" . ($contact->isNotToday ? ' (not today)' : '') . ($contact->because ? ": $contact->because" : '') : '');
        unset($e, $mailer);
        array_map(unlink(...), glob(FILE . '*'));
    }
}
--EXPECT--
ordered before the timer, known before: 0 before, 0 after
ordered before the timer, told by the order: 0 before, 0 after
ordered before the timer, known later: 1 before, 0 after, Sent (not today): what came in since, or another join, leaves no reason for it
ordered between timer and claim, known before: 0 before, 0 after, Withdrawn: it stands in bought
ordered between timer and claim, told by the order: 0 before, 0 after, Withdrawn: it stands in bought
ordered between timer and claim, known later: 1 before, 0 after, Sent (not today): it stands in bought
ordered with the claim, known before: 0 before, 0 after, Withdrawn: it stands in bought
ordered with the claim, told by the order: 0 before, 0 after, Withdrawn: it stands in bought
ordered with the claim, known later: 1 before, 0 after, Sent (not today): it stands in bought
ordered after the claim, known before: 1 before, 0 after, Sent (not today): it stands in bought
ordered after the claim, told by the order: 1 before, 0 after, Sent (not today): it stands in bought
ordered after the claim, known later: 1 before, 0 after, Sent (not today): it stands in bought
