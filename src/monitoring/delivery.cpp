// Sending notices: what they say, one attempt, and what became of it.

#include <algorithm>
#include <chrono>

#include "http/client.h"
#include "jobs/jobs.h"
#include "mail/message.h"
#include "mail/smtp.h"
#include "monitoring/notice_rules.h"
#include "monitoring/notice_store.h"
#include "monitoring/notices.h"
#include "monitoring/sealing.h"
#include "monitoring/verbs.h"

namespace monitoring {

struct Notices::Parcel {
  ChannelRow channel;
  NoticeDelivery delivery;
  std::optional<AlarmRow> alarm;  // none: a test
};

struct Notices::Outcome {
  DeliveryState state = DeliveryState::Failed;
  std::string code;
  std::string answer;
  bool may_help = true;  // trying again
};

namespace {

NoticeAlarm told_of(const AlarmRow& alarm) {
  return {alarm.id,    alarm.source, alarm.subject_id, alarm.subject_name, alarm.centre_id,  alarm.severity,
          alarm.worst, alarm.value,  alarm.threshold,  alarm.unit,         alarm.started_at, alarm.ended_at};
}

std::string number_text(const std::optional<double>& value, ReadingUnit unit) {
  return value ? value_text(*value, unit) : "-";
}

}  // namespace

// "[Yingda] Critical: free disk space, 1"; of one that is over, that it is.
std::string Notices::subject_of(const Parcel& parcel) const {
  const auto& language = parcel.channel.language;
  if (!parcel.alarm) return messages_.text(language, "notices.test_subject");
  const auto state = parcel.alarm->ended_at ? "ended" : base::word_of(parcel.alarm->severity);
  return messages_.text(language, "notices.subject",
                        {{"state", messages_.text(language, "notices.states." + std::string(state))},
                         {"what", messages_.text(language, "monitoring.sources." + parcel.alarm->source)},
                         {"subject", parcel.alarm->subject_name}});
}

std::string Notices::text_of(const Parcel& parcel) const {
  const auto& language = parcel.channel.language;
  if (!parcel.alarm) return messages_.text(language, "notices.test_text", {{"channel", parcel.channel.name}});
  const auto& alarm = *parcel.alarm;
  const auto centre =
      platform_.database.read([&](db::Transaction& tx) { return org::Access::centre_name(tx, alarm.centre_id); });
  auto text = subject_of(parcel) + "\n\n" +
              messages_.text(language, "notices.occasions." + base::word_of(parcel.delivery.occasion)) + "\n";
  auto line = [&](std::string_view key, const std::string& value) {
    text += messages_.text(language, "notices.lines." + std::string(key)) + value + "\n";
  };
  line("centre", centre);
  line("value", number_text(alarm.value, alarm.unit));
  if (alarm.threshold) line("threshold", number_text(alarm.threshold, alarm.unit));
  line("began", base::to_rfc3339(alarm.started_at));
  if (alarm.ended_at) line("ended", base::to_rfc3339(*alarm.ended_at));
  return text;
}

Notices::Outcome Notices::send_webhook(const Parcel& parcel, const std::string& secret) const {
  const auto now = platform_.clock.now();
  WebhookNotice notice{parcel.delivery.id, parcel.delivery.occasion, now, text_of(parcel), {}};
  if (parcel.alarm) notice.alarm = told_of(*parcel.alarm);
  http::Outgoing request;
  request.url = parcel.channel.url;
  request.reach = parcel.channel.allow_private ? http::Reach::Anywhere : http::Reach::Public;
  request.body = base::to_json(notice);
  const auto timestamp = std::to_string(base::epoch_ms(now) / 1000);
  request.headers = {{"Content-Type", "application/json"},
                     {"User-Agent", "Yingda"},
                     {"X-Yingda-Delivery", parcel.delivery.id.text()},
                     {"X-Yingda-Timestamp", timestamp},
                     {"X-Yingda-Signature", signature(secret, timestamp, request.body)}};
  auto answer = http::send(request);
  if (!answer)
    return {DeliveryState::Failed, answer.error().code, answer.error().text, may_help(answer.error().code, 0)};
  const auto said = "HTTP " + std::to_string(answer->status) + ' ' + answer->body;
  if (answer->status >= 200 && answer->status < 300) return {DeliveryState::Delivered, "", said};
  return {DeliveryState::Failed, "status", said, may_help("status", answer->status)};
}

Notices::Outcome Notices::send_mail(const Parcel& parcel, const std::string& secret) const {
  const auto& channel = parcel.channel;
  const auto domain = channel.sender.substr(channel.sender.find('@'));
  const mail::Message message{parcel.delivery.id.text() + '.' + std::to_string(parcel.delivery.attempts) + domain,
                              platform_.clock.now(),
                              channel.sender,
                              channel.recipients,
                              subject_of(parcel),
                              text_of(parcel)};
  auto sent =
      mail::send({channel.host, static_cast<std::uint16_t>(channel.port), channel.security, channel.login, secret},
                 {channel.sender, channel.recipients}, mail::compose(message));
  if (sent) return {DeliveryState::Delivered, "", *sent};
  return {DeliveryState::Failed, sent.error().code, sent.error().text, may_help(sent.error().code, 0)};
}

Notices::Outcome Notices::send(const Parcel& parcel) const {
  const auto secret = open_secret(platform_.keys, parcel.channel.id, parcel.channel.sealed_secret);
  auto outcome = parcel.channel.kind == ChannelKind::Webhook ? send_webhook(parcel, secret) : send_mail(parcel, secret);
  outcome.answer = showable(outcome.answer);
  return outcome;
}

// What failed waits for the next attempt, until pauses are used up.
void Notices::keep(db::Transaction& tx, NoticeDelivery delivery, const Outcome& outcome) const {
  const auto now = platform_.clock.now();
  delivery.attempts += 1;
  delivery.code = outcome.code;
  delivery.answer = outcome.answer;
  delivery.state = outcome.state;
  delivery.finished_at = now;
  const auto pause = outcome.may_help ? pause_after(delivery.attempts) : std::nullopt;
  if (outcome.state == DeliveryState::Failed && pause) {
    delivery.state = DeliveryState::Waiting;
    delivery.finished_at.reset();
    enqueue_delivery(tx, platform_, delivery.id, now + *pause);
  }
  update(tx, delivery);
}

void Notices::deliver(DeliveryId id) {
  auto parcel = platform_.database.read([&](db::Transaction& tx) -> std::optional<Parcel> {
    auto delivery = find_delivery(tx, id);
    if (!delivery || delivery->state != DeliveryState::Waiting || !delivery->alarm_id) return std::nullopt;
    auto channel = find_channel(tx, delivery->channel_id);
    auto alarm = find_alarm(tx, *delivery->alarm_id);
    if (!channel || !alarm) return std::nullopt;
    return Parcel{*std::move(channel), *std::move(delivery), std::move(alarm)};
  });
  if (!parcel) return;
  const auto outcome = send(*parcel);
  platform_.database.write([&](db::Transaction& tx) {
    if (find_delivery(tx, id)) keep(tx, parcel->delivery, outcome);
  });
}

base::Result<NoticeTest> Notices::test(const org::Actor& actor, NoticeChannelId id) {
  if (auto status = require_edit(actor); !status) return base::pass(status);
  auto row = platform_.database.read([&](db::Transaction& tx) { return find_channel(tx, id); });
  if (!row) return base::not_found();
  NoticeDelivery delivery;
  delivery.id = platform_.ids.make<DeliveryId>();
  delivery.channel_id = id;
  delivery.attempts = 1;
  delivery.created_at = platform_.clock.now();
  const auto began = std::chrono::steady_clock::now();
  const auto outcome = send({*row, delivery, {}});
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  delivery.state = outcome.state;
  delivery.code = outcome.code;
  delivery.answer = outcome.answer;
  delivery.finished_at = platform_.clock.now();
  platform_.database.write([&](db::Transaction& tx) {
    if (!find_channel(tx, id)) return;
    insert(tx, delivery);
    org::audit(tx, platform_, actor, {"notice_channel.tested", "notice_channel", id.value, {}, outcome.code});
  });
  return NoticeTest{outcome.state, outcome.code, outcome.answer, took.count()};
}

void add_notice_jobs(jobs::Runner& runner, Notices& notices) {
  runner.handle(std::string(delivery_kind), [&](const jobs::Job& job, jobs::Progress&) {
    auto body = base::from_json<DeliveryJob>(job.body);
    if (!body) throw jobs::Failure("malformed_job", jobs::Again::Never);
    notices.deliver(body->delivery_id);
  });
  runner.schedule("monitoring.remind", base::Duration{60'000}, [&] { notices.remind(); });
}

}  // namespace monitoring
