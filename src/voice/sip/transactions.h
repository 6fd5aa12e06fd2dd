#pragma once
// The transaction layer of RFC 3261 §17, with the Accepted states of RFC 6026: it repeats
// what UDP may lose, absorbs what the peer repeats, and tells the layer above each request
// and each response once. It holds no dialogs. No sockets: messages come in by receive(),
// go out by Transport, and time is passed in.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "voice/sip/message.h"
#include "voice/sip/timers.h"
#include "voice/sip/transport.h"

namespace voice::sip {

inline constexpr Milliseconds t1{500}, t2{4000}, t4{5000};

// A transaction that the peer began, and one that we began. Zero is none; a number that
// is over is passed over.
using ServerId = std::uint64_t;
using ClientId = std::uint64_t;

// What comes of a request: a response, or none at all.
enum class Failure { Timeout, Transport };
struct Outcome {
  const Message* response = nullptr;  // null: `failure` says why
  Failure failure = Failure::Timeout;
  // 408 and 503 stand for what never came (§8.1.3.1).
  int status() const { return response ? response->status : failure == Failure::Timeout ? 408 : 503; }
  bool is_final() const { return status() >= 200; }
};
using OnOutcome = std::function<void(Instant now, const Outcome&)>;

// The layer above. Thread: the signalling loop.
class TransactionUser {
 public:
  virtual ~TransactionUser() = default;
  // A new request, not ACK and not CANCEL.
  virtual void request_came(Instant now, ServerId transaction, Message&& request, const Flow& flow) = 0;
  // The peer gives up its INVITE; CANCEL has been answered, the INVITE waits for its 487.
  virtual void cancel_came(Instant now, ServerId invite) = 0;
  // ACK of a 2xx (that of another status never gets here).
  virtual void ack_came(Instant now, Message&& ack, const Flow& flow) = 0;
  // A 2xx to an INVITE beyond the first, of another branch or repeated: it wants its ACK.
  virtual void late_2xx_came(Instant now, Message&& response, const Flow& flow) = 0;
};

class Transactions {
 public:
  Transactions(Transport& transport, Timers& timers, TransactionUser& user)
      : transport_(transport), timers_(timers), user_(user) {}

  void receive(Instant now, Message&& message, const Flow& flow);

  // Answers; provisional ones any number of times, a final one once. A 2xx to an INVITE is
  // repeated by the layer above (RFC 6026 §7.1) by calling this again.
  void reply(Instant now, ServerId transaction, const Message& response);

  // Sends a request that has no Via yet; `told` is called for each response until a final one
  // or a failure, never before this returns.
  ClientId request(Instant now, Message&& request, const Flow& flow, OnOutcome told);
  // CANCELs an INVITE of ours (§9.1), at once or after its first provisional response.
  void cancel(Instant now, ClientId invite);
  // Sends what has no transaction: ACK of a 2xx. Adds Via.
  void send_ack(Message&& ack, const Flow& flow);

  // Everything that waits on the connection has failed.
  void flow_failed(Instant now, const Flow& flow);

  // Transactions that are not yet forgotten.
  std::size_t size() const { return servers_.size() + clients_.size(); }
  // INVITEs that came and have no final answer.
  std::size_t invites_pending() const { return invites_pending_; }

 private:
  enum class State { Trying, Proceeding, Completed, Accepted, Confirmed };
  struct Server {
    ServerId id = 0;
    std::string key;
    Flow flow;
    bool is_invite = false;
    State state = State::Trying;
    std::string last;  // the response to repeat
    Milliseconds interval{t1};
    TimerId repeat = 0, end = 0;
  };
  struct Client {
    ClientId id = 0;
    std::string key;
    Flow flow;
    Message request;
    std::string bytes;
    bool is_invite = false;
    bool cancel_wanted = false;
    State state = State::Trying;
    Milliseconds interval{t1};
    TimerId repeat = 0, end = 0;
    OnOutcome told;
  };

  void receive_request(Instant now, Message&& message, const Flow& flow);
  void receive_response(Instant now, Message&& message, const Flow& flow);
  void repeated(Instant now, Server& server, const Message& request);
  void take_cancel(Instant now, Message&& cancel, const Flow& flow);
  void finish_invite(Instant now, Server& server, int status);
  void repeat_final(Instant now, ServerId id);
  void forget_server(ServerId id);
  Server* server(ServerId id);

  void send_again(Instant now, ClientId id);
  void give_up(Instant now, ClientId id, Failure failure);
  void take_invite_response(Instant now, Client& client, Message&& response);
  void take_response(Instant now, Client& client, Message&& response);
  void send_cancel(Instant now, const Client& client);
  void ack_refusal(const Client& client, const Message& response);
  void expire(Client& client, Instant when);
  void forget_client(ClientId id);
  Client* client(ClientId id);
  void add_via(Message& message, const Flow& flow, const std::string& branch) const;

  Transport& transport_;
  Timers& timers_;
  TransactionUser& user_;
  std::uint64_t last_id_ = 0;
  std::size_t invites_pending_ = 0;
  std::unordered_map<ServerId, std::unique_ptr<Server>> servers_;
  std::unordered_map<std::string, ServerId> servers_by_key_;
  std::unordered_map<ClientId, std::unique_ptr<Client>> clients_;
  std::unordered_map<std::string, ClientId> clients_by_key_;
};

// A word of `bytes` * 8 random bits in hex: branches, tags, Call-IDs, nonces.
std::string random_word(int bytes);

}  // namespace voice::sip
