#pragma once
// The words of lines: by what the centre is reached and calls out. Trunks, numbers, ways out,
// SIP phones, callers who are blocked or let through. Plain data that the API shows; passwords
// go in and never come out.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "access/types.h"
#include "base/describe.h"
#include "ivr/types.h"
#include "lines/numbering.h"
#include "routing/types.h"
#include "voice/types.h"

namespace lines {

using voice::PhoneId;
using voice::TrunkId;
using NumberId = base::Id<struct NumberTag>;
using WayOutId = base::Id<struct WayOutTag>;
using CallerRuleId = base::Id<struct CallerRuleTag>;
using StateId = base::Id<struct LineStateTag>;

// ---- trunks ----

enum class Transport { Udp, Tcp, Tls };
BOOST_DESCRIBE_ENUM(Transport, Udp, Tcp, Tls)
// Sealed sound (SDES-SRTP): never, when the other side offers it, or not without.
enum class SoundSecurity { Never, Offered, Required };
BOOST_DESCRIBE_ENUM(SoundSecurity, Never, Offered, Required)
enum class Codec { Pcma, Pcmu };
BOOST_DESCRIBE_ENUM(Codec, Pcma, Pcmu)

struct TrunkSettings {
  org::CentreId centre_id;  // whose it is; those below it call over it too
  std::string name;
  bool active = true;
  std::int64_t position = 0;  // where no way out says otherwise, the lowest is tried first
  std::string host;           // of the carrier's SIP server: a name or an address
  std::int64_t port = 0;      // 0: 5060, of TLS 5061
  Transport transport = Transport::Udp;
  std::string domain;  // of the addresses that we send; "": the host
  std::string login;   // how we prove ourselves; "" when it goes by address
  bool registers = false;
  std::int64_t registration_seconds = 3600;
  bool pings = true;                   // asks every 30 s whether it is there
  std::vector<std::string> addresses;  // that its calls may come from, beside those of the host
  std::string inbound_login;           // when set, its calls must prove themselves to us
  SoundSecurity security = SoundSecurity::Never;
  std::vector<Codec> codecs{Codec::Pcma, Codec::Pcmu};
  std::int64_t calls_max = 0;  // 0: as many as come
  std::string area_code;       // that local callers' numbers lack: "021"
};
BOOST_DESCRIBE_STRUCT(TrunkSettings, (),
                      (centre_id, name, active, position, host, port, transport, domain, login, registers,
                       registration_seconds, pings, addresses, inbound_login, security, codecs, calls_max, area_code))
// Derived structs take these limits too, so the passwords stand here.
constexpr auto limits_of(const TrunkSettings*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "position", .minimum = 0, .maximum = 10'000},
                    base::Limit{.field = "host", .min_length = 1, .max_length = 253},
                    base::Limit{.field = "port", .minimum = 0, .maximum = 65'535},
                    base::Limit{.field = "domain", .max_length = 253},
                    base::Limit{.field = "login", .max_length = 100},
                    base::Limit{.field = "registration_seconds", .minimum = 60, .maximum = 86'400},
                    base::Limit{.field = "addresses", .min_length = 1, .max_length = 45, .max_items = 50},
                    base::Limit{.field = "inbound_login", .max_length = 100},
                    base::Limit{.field = "codecs", .min_length = 1, .max_items = 2},
                    base::Limit{.field = "calls_max", .minimum = 0, .maximum = 10'000},
                    base::Limit{.field = "area_code", .max_length = 4},
                    base::Limit{.field = "password", .max_length = 200, .format = base::Format::Password},
                    base::Limit{.field = "inbound_password", .max_length = 200, .format = base::Format::Password}};
}

struct TrunkFields : TrunkSettings {
  std::optional<std::string> password;          // none: as it was
  std::optional<std::string> inbound_password;  // none: as it was
};
BOOST_DESCRIBE_STRUCT(TrunkFields, (TrunkSettings), (password, inbound_password))

struct Trunk : TrunkSettings {
  TrunkId id;
  bool has_password = false;
  bool has_inbound_password = false;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Trunk, (TrunkSettings), (id, has_password, has_inbound_password, version, updated_at))

// What a node's engine last told of a trunk; without one nothing is known.
enum class LineState { Up, Down };
BOOST_DESCRIBE_ENUM(LineState, Up, Down)
struct TrunkState {
  StateId id;
  TrunkId trunk_id;
  std::int64_t node = 0;
  LineState state = LineState::Down;
  std::int64_t status = 0;  // of the last answer (RFC 3261 §21); 0: none came
  base::Time since;
};
BOOST_DESCRIBE_STRUCT(TrunkState, (), (id, trunk_id, node, state, status, since))

// ---- numbers ----

// A number of ours, or all that begin so.
struct NumberFields {
  org::CentreId centre_id;
  std::string pattern;  // digits, as the trunks tell them; "0216123*": all that begin so
  std::string name;
  std::optional<ivr::FlowId> flow_id;  // through which a call is led; none: it is refused
  std::string language = "zh-CN";
  // What is shown when we call out: digits as the carrier wants them; "" when it is not for calling out.
  std::string caller_number;
  bool is_default = false;                  // shown for the centre and those below, when nothing else is
  std::vector<routing::QueueId> queue_ids;  // for whose calls out it is shown
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(NumberFields, (),
                      (centre_id, pattern, name, flow_id, language, caller_number, is_default, queue_ids, active))
constexpr auto limits_of(const NumberFields*) {
  return std::array{base::Limit{.field = "pattern", .min_length = 1, .max_length = 21},
                    base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "language", .min_length = 1, .format = base::Format::Language},
                    base::Limit{.field = "caller_number", .max_length = 20},
                    base::Limit{.field = "queue_ids", .max_items = 200}};
}

struct Number : NumberFields {
  NumberId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Number, (NumberFields), (id, version, updated_at))

// ---- calling out ----

// Numbers that begin so are called over these trunks, the first that takes the call.
struct WayOutFields {
  org::CentreId centre_id;
  std::string name;
  std::string prefix;           // of a number's one form: "1", "021", "+"; "": all
  std::int64_t cut_digits = 0;  // so many in front are cut off
  std::string put_before;       // what is put in front then
  std::vector<TrunkId> trunk_ids;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(WayOutFields, (), (centre_id, name, prefix, cut_digits, put_before, trunk_ids, active))
constexpr auto limits_of(const WayOutFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "prefix", .max_length = 16},
                    base::Limit{.field = "cut_digits", .minimum = 0, .maximum = 10},
                    base::Limit{.field = "put_before", .max_length = 10},
                    base::Limit{.field = "trunk_ids", .min_length = 1, .max_items = 20}};
}

struct WayOut : WayOutFields {
  WayOutId id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(WayOut, (WayOutFields), (id, version, updated_at))

// How a number is called.
struct Dialling {
  std::vector<TrunkId> trunks;
  std::string number;         // as the trunks want it
  std::string caller_number;  // that is shown; "" when there is none
};

struct DiallingQuestion {
  org::CentreId centre_id;
  std::optional<routing::QueueId> queue_id;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(DiallingQuestion, (), (centre_id, queue_id, number))
constexpr auto limits_of(const DiallingQuestion*) {
  return std::array{base::Limit{.field = "number", .min_length = 1, .max_length = 40}};
}

// What would come of calling a number.
struct DiallingTrial {
  std::string number;  // its one form
  NumberKind kind = NumberKind::None;
  Region region;
  std::string refusal;  // the key of the error by which it would not be called; else ""
  std::vector<std::string> trunk_names;
  std::string dialled;  // as the trunks would get it
  std::string caller_number;
};
BOOST_DESCRIBE_STRUCT(DiallingTrial, (), (number, kind, region, refusal, trunk_names, dialled, caller_number))

// ---- SIP phones ----

struct PhoneFields {
  org::CentreId centre_id;
  std::string name;                        // "前台", "8001"
  std::optional<org::PersonId> person_id;  // whose it is; none: whoever sits there
  std::string login;                       // that it signs in with
  SoundSecurity security = SoundSecurity::Never;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(PhoneFields, (), (centre_id, name, person_id, login, security, active))
constexpr auto limits_of(const PhoneFields*) {
  return std::array{base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "login", .min_length = 2, .max_length = 40}};
}

struct Phone : PhoneFields {
  PhoneId id;
  std::string person_name;  // of its person, or of who has chosen it
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Phone, (PhoneFields), (id, person_name, version, updated_at))

// A phone with its password, which is shown this once.
struct CreatedPhone {
  Phone phone;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(CreatedPhone, (), (phone, password))

struct PhoneState {
  StateId id;
  PhoneId phone_id;
  std::int64_t node = 0;
  bool signed_in = false;
  std::string address;  // masked for those who may not edit phones
  std::string user_agent;
  base::Time since;
};
BOOST_DESCRIBE_STRUCT(PhoneState, (), (id, phone_id, node, signed_in, address, user_agent, since))

// What rings when a person is called: the browser, or one SIP phone.
struct OwnPhoneFields {
  std::optional<PhoneId> phone_id;  // none: the browser
};
BOOST_DESCRIBE_STRUCT(OwnPhoneFields, (), (phone_id))
struct OwnPhoneChoice {
  PhoneId id;
  std::string name, login;
  bool signed_in = false;
};
BOOST_DESCRIBE_STRUCT(OwnPhoneChoice, (), (id, name, login, signed_in))
struct OwnPhone : OwnPhoneFields {
  std::vector<OwnPhoneChoice> choices;  // its own phones, and those of places in its centre
};
BOOST_DESCRIBE_STRUCT(OwnPhone, (OwnPhoneFields), (choices))

// ---- callers ----

// Allow stands above all: an allowed number is never blocked.
enum class CallerVerdict { Allow, Nuisance, Block };
BOOST_DESCRIBE_ENUM(CallerVerdict, Allow, Nuisance, Block)

struct CallerRuleFields {
  CallerVerdict verdict = CallerVerdict::Block;
  std::string reason;
  std::optional<base::Time> until;  // none: for good
};
BOOST_DESCRIBE_STRUCT(CallerRuleFields, (), (verdict, reason, until))
constexpr auto limits_of(const CallerRuleFields*) {
  return std::array{base::Limit{.field = "reason", .max_length = 200},
                    base::Limit{.field = "pattern", .min_length = 1, .max_length = 21}};
}

struct NewCallerRule : CallerRuleFields {
  org::CentreId centre_id;
  std::string pattern;  // a number, or "00852*": all whose one form begins as this one's
};
BOOST_DESCRIBE_STRUCT(NewCallerRule, (CallerRuleFields), (centre_id, pattern))

struct CallerRule : CallerRuleFields {
  CallerRuleId id;
  org::CentreId centre_id;
  std::string pattern;  // a number is masked
  Region region;
  std::int64_t hits = 0;  // calls that it met
  std::optional<base::Time> last_hit_at;
  std::int64_t marks = 0;  // how often agents called it a nuisance
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(CallerRule, (CallerRuleFields),
                      (id, centre_id, pattern, region, hits, last_hit_at, marks, version, updated_at))

struct NuisanceMark {
  std::string number;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(NuisanceMark, (), (number, reason))
constexpr auto limits_of(const NuisanceMark*) {
  return std::array{base::Limit{.field = "number", .min_length = 1, .max_length = 40},
                    base::Limit{.field = "reason", .max_length = 200}};
}

// ---- as a whole ----

// Whether this node has telephony, and where phones find it.
struct Telephony {
  bool available = false;
  std::string listens_on;  // "192.0.2.10:5060"; "" without telephony
  std::string realm;       // of phones' passwords
};
BOOST_DESCRIBE_STRUCT(Telephony, (), (available, listens_on, realm))

}  // namespace lines
