#pragma once
// One call leg over SIP: an INVITE dialog from its first request to its last, with what
// offer and answer settle, holds, session timers (RFC 4028), and the peer's wish to
// transfer (RFC 3515). It tells what happens by its SessionUser and holds no socket; the
// ports of its sound come from MediaGate, and are let go of with the leg.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "voice/ids.h"
#include "voice/media/plane.h"
#include "voice/sip/browser.h"
#include "voice/sip/dialog.h"
#include "voice/sip/digest.h"
#include "voice/sip/sdp.h"
#include "voice/sip/transactions.h"
#include "voice/types.h"

namespace voice::sip {

// The media plane as sessions use it.
class MediaGate {
 public:
  virtual ~MediaGate() = default;
  virtual base::Result<media::Ports> allocate_ports() = 0;
  virtual void post(media::Command command) = 0;
  virtual BrowserHost browser_host() const = 0;
};

class Session;

class SessionUser {
 public:
  virtual ~SessionUser() = default;
  virtual void leg_ringing(LegId leg, bool early_media) = 0;
  virtual void leg_answered(LegId leg) = 0;
  // The last thing told of a leg; the session is deleted when the loop comes round.
  virtual void leg_ended(LegId leg, Ending ending, int status) = 0;
  virtual void leg_held(LegId leg, bool held) = 0;
  virtual void transfer_asked(LegId leg, TransferTarget target) = 0;
  virtual void digit_told(LegId leg, char digit) = 0;  // by INFO
  // Finds a leg by the dialog that Replaces names; zero when there is none.
  virtual LegId leg_of_dialog(std::string_view call_id, std::string_view local_tag, std::string_view remote_tag) = 0;
  // The session has a Call-ID and a tag of ours, by which requests and responses find it.
  virtual void dialog_known(Session& session) = 0;
};

struct SessionSettings {
  std::string product = "Yingda";               // Server and User-Agent
  std::optional<Address> media_address;         // told in SDP; else our address towards the peer
  std::chrono::seconds session_interval{1800};  // RFC 4028 §4 recommends it
  std::chrono::seconds session_interval_min{90};
};

// What all sessions share.
struct Surroundings {
  Transactions& transactions;
  Timers& timers;
  Transport& transport;
  MediaGate& media;
  SessionUser& user;
  const SessionSettings& settings;
};

// Whom we are for the peer's digest challenges.
struct Account {
  std::string user, password;
};

struct Outgoing {
  Uri target;
  Flow flow;
  Reach reach = Reach::Target;
  NameAddress from, to;
  std::optional<Account> account;
  std::vector<media::Codec> codecs{media::Codec::Pcma, media::Codec::Pcmu};
  Security security = Security::Never;
  std::vector<Header> headers;
  Milliseconds ring_time{60'000};    // then it is given up
  Milliseconds answer_time{32'000};  // without a sign of life, it is given up then (64 T1)
};

// What `request` requires and we do not know, as a list; "" when nothing (RFC 3261 §8.2.2.3).
std::string unsupported_of(const Message& request);

// Thread: the signalling loop.
class Session {
 public:
  Session(LegId leg, Surroundings around);
  ~Session();

  // ---- commands ----
  void call(Instant now, Outgoing outgoing);
  // Takes an INVITE that begins a dialog. False when it was refused at once (no codec, an extension that
  // it requires); then nothing is told, and the session is to be deleted.
  bool take_call(Instant now, ServerId transaction, Message&& invite, const Flow& flow, Reach reach,
                 std::vector<media::Codec> codecs, Security security);
  // 180, or 183 with sound before the answer; any number of times.
  void ring(Instant now, bool early_media);
  void answer(Instant now);
  void refuse(Instant now, int status);
  // Ends it in whatever state it is.
  void hang_up(Instant now);
  // Lost unless the peer answers soon.
  void ask_alive(Instant now);
  // What came of the transfer that the peer asked for: 200 done, else why not.
  void finish_transfer(Instant now, int status);

  // ---- what comes ----
  void request_came(Instant now, ServerId transaction, Message&& request, const Flow& flow);
  void ack_came(Instant now, const Message& ack);
  void cancelled(Instant now);
  // A 2xx to our INVITE again, or another one of a forked call.
  void late_2xx_came(Instant now, const Message& response, const Flow& flow);

  LegId leg() const { return leg_; }
  // Its end has been told, and nothing is left to be said to the peer: it may be deleted.
  bool is_finished() const { return state_ == State::Over && invite_ == 0 && !unacknowledged_ && unanswered_ == 0; }
  const Dialog& dialog() const { return dialog_; }
  ServerId server_invite() const { return server_invite_; }
  bool matches(std::string_view remote_tag) const { return dialog_.remote_tag == remote_tag; }

 private:
  enum class State : std::uint8_t { New, Calling, Ringing, Incoming, Answered, Established, Over };
  enum class Waiting : std::uint8_t { Nothing, AnswerInAck };

  // media
  bool prepare_media();
  // Opens the leg, or changes it when it is open; tells of holds.
  void take_settled(Settled settled);
  void close_media();

  // calling
  void send_invite(Instant now);
  void invite_outcome(Instant now, const Outcome& outcome);
  void take_provisional(const Message& response);
  void take_2xx(Instant now, const Message& response);
  bool take_answer_of(const Message& response);
  bool try_again(Instant now, const Message& refusal);

  // being called
  int refusal_of(const Message& invite, std::vector<Header>& headers) const;
  std::optional<std::string> describe_for_invite();
  void send_2xx(Instant now, ServerId transaction, const Message& request, std::string body);
  void repeat_2xx(Instant now);
  void acknowledged(Instant now, const Message& ack);

  // within the dialog
  void take_reinvite(Instant now, ServerId transaction, const Message& request);
  void take_update(Instant now, ServerId transaction, const Message& request);
  void take_info(Instant now, ServerId transaction, const Message& request);
  void take_refer(Instant now, ServerId transaction, const Message& request);
  void take_bye(Instant now, ServerId transaction, const Message& request);
  void notify_transfer(Instant now, int status);
  // The answer to the offer in `request`, which then holds; empty when it does not fit.
  std::optional<std::string> answer_in_dialog(const Message& request);
  // Sends a request of the dialog, once more with proof when the peer asks for it.
  ClientId send(Instant now, Message request, OnOutcome told);
  bool prove(Instant now, const Message& refusal, Message request, OnOutcome told);

  // session timers
  void agree_interval(const Message& request, Message& response);
  void take_interval(const Message& response);
  void ask_interval(Message& request) const;
  void schedule_refresh(Instant now);
  void refresh(Instant now);
  void refreshed(Instant now, const Outcome& outcome, std::uint32_t cseq);

  void bye(Instant now);
  void end(Ending ending, int status);
  void lose(Instant now);
  void reply(Instant now, ServerId transaction, const Message& request, int status, std::vector<Header> headers = {});
  Message response_to(const Message& request, int status) const;
  void add_contact(Message& message) const;
  void add_abilities(Message& message) const;
  void add_proof(Message& request);
  // `told`, unless the session is gone by then.
  OnOutcome while_alive(OnOutcome told) const;

  const LegId leg_;
  Surroundings around_;
  State state_ = State::New;
  Dialog dialog_;

  // calling
  Outgoing outgoing_;
  ClientId invite_ = 0;
  std::uint32_t invite_cseq_ = 0;
  std::optional<Challenge> challenge_;
  std::uint32_t challenge_uses_ = 0;
  int unanswered_ = 0;  // requests within the dialog that wait for their answer
  int attempts_ = 0;
  std::chrono::seconds asked_interval_{};  // more than ours when the peer wants it so (422)
  TimerId give_up_ = 0, no_answer_ = 0;
  bool rang_ = false;

  // being called
  ServerId server_invite_ = 0;
  Message invite_request_;
  std::optional<Message> unacknowledged_;  // the 2xx that waits for its ACK
  ServerId unacknowledged_transaction_ = 0;
  Milliseconds repeat_interval_{t1};
  Instant repeat_until_{};
  TimerId repeat_ = 0;
  Waiting waiting_ = Waiting::Nothing;

  // media
  LocalMedia local_;
  std::optional<media::Ports> ports_;  // until the leg is open
  std::optional<Settled> settled_;     // of the offer that came, until it is answered; then of the leg
  std::string local_text_;             // what we said last
  bool held_ = false;
  bool media_open_ = false;

  // session timers
  std::optional<std::chrono::seconds> interval_;
  bool we_refresh_ = false;
  bool peer_updates_ = false;  // it allows UPDATE
  TimerId refresh_ = 0;
  TimerId lifeless_ = 0;  // runs while the peer is asked whether it is alive

  // transfer
  std::optional<std::uint32_t> refer_cseq_;

  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace voice::sip
