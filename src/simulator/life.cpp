#include "simulator/life.h"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "access/api.h"
#include "agents/events.h"
#include "base/json.h"
#include "base/log.h"
#include "channels/webchat/events.h"
#include "channels/webchat/history.h"
#include "routing/events.h"
#include "simulator/call_life.h"
#include "simulator/paperwork.h"
#include "simulator/past.h"
#include "simulator/play.h"
#include "simulator/rights.h"
#include "simulator/wire.h"
#include "telephony/events.h"

namespace simulator {
namespace {

using base::Time;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds beat{150};
constexpr std::size_t most_news = 20'000;
// Consoles that are open come back within it after a restart.
constexpr seconds adopted_after{6};
constexpr seconds heard_again_after{3};
constexpr int most_calls_back = 5;
// Who looks at night still sees a centre at work, and who looks at noon one that keeps up.
constexpr double least_volume = 0.6, most_volume = 1.6;

// What has come in from other threads.
struct News {
  enum class Kind { Frame, ConsoleCame, ConsoleWent, Offered, AgentIs, Chat, Phone, CallBegan, Call, Line };
  Kind kind = Kind::Frame;
  std::int64_t visitor = 0;
  std::string frame;
  org::PersonId person;
  routing::OfferId offer_id;
  agents::State state{};
  channels::ChatId chat_id;
  PhoneNews phone;
  telephony::CallId call_id;
  bool connected = false;  // the browser's phone
};

// Of the visitors' live feed; what else it says is passed over.
struct Frame {
  std::string kind;
  std::optional<channels::VisitorChat> chat;
  std::optional<channels::VisitorMessage> message;
};
BOOST_DESCRIBE_STRUCT(Frame, (), (kind, chat, message))

// What a visitor's browser holds.
struct Browser {
  std::string token;
  channels::ChatId chat_id;
  std::int64_t last_seq = 0;
  std::int64_t said = 0;
  int calls_back = 0;
  std::optional<Time> call_back_at;
};

bool is_of_chats(const events::Event& event) {
  return event.type == channels::ParticipantsChanged::type || event.type == channels::MessageAdded::type ||
         event.type == channels::ChatEnded::type || event.type == channels::ChatStarted::type;
}

std::string topic_of(Subject subject) {
  switch (subject) {
    case Subject::General:
      return "业务办理";
    case Subject::Tv:
      return "电视报修";
    case Subject::Broadband:
      return "宽带报修";
    default:
      return "其他";
  }
}

// Does deeds, and tells the play what came of them. Life's thread only.
class Doer {
 public:
  Doer(const org::Platform& platform, const Parts& parts, const Paperwork& paperwork, const Organisation& organisation,
       Wire& wire, Play& play)
      : platform_(platform),
        parts_(parts),
        paperwork_(paperwork),
        organisation_(organisation),
        wire_(wire),
        play_(play),
        prefix_(platform.ids.next()) {
    const auto sites = parts.webchat.sites(system_, {}, {200, {}});
    for (const auto& site : sites->items) keys_[site.id] = site.site_key;
  }

  void act(const Deed& deed) {
    switch (deed.act) {
      case Act::Come:
        return come(deed);
      case Act::Say:
        return say(deed);
      case Act::Leave:
        return post(deed, "/ends", "");
      case Act::Rate:
        return post(deed, "/ratings", base::to_json(channels::NewRating{deed.score, deed.text}));
      case Act::HangUp:
        wire_.hang_up(deed.visitor);
        browsers_.erase(deed.visitor);
        return;
      default:
        if (!work(deed)) play_.agent_failed(platform_.clock.now(), deed.agent);
    }
  }

  void heard(std::int64_t visitor, const std::string& text) {
    auto browser = browsers_.find(visitor);
    if (browser == browsers_.end()) return;
    const auto now = platform_.clock.now();
    if (text.empty()) {
      browser->second.call_back_at = now + heard_again_after;
      return;
    }
    auto frame = base::from_json<Frame>(text);
    if (!frame) return;
    if (frame->message) heard(visitor, browser->second, *frame->message);
    if (!frame->chat) return;
    if (frame->chat->state == channels::ChatState::Active) play_.visitor_is_answered(now, visitor);
    if (frame->chat->state == channels::ChatState::Ended) play_.chat_over(now, visitor);
  }

  // Feeds that broke off are begun again where they were.
  void call_back(Time now) {
    for (auto& [visitor, browser] : browsers_) {
      if (!browser.call_back_at || now < *browser.call_back_at) continue;
      browser.call_back_at.reset();
      if (++browser.calls_back <= most_calls_back)
        listen(visitor, browser);
      else
        play_.chat_over(now, visitor);
    }
  }

  void attach(std::size_t agent) {
    if (attached_.insert(agent).second) parts_.agents.desk_attached(person_of(agent));
  }
  void detach(std::size_t agent) {
    if (attached_.erase(agent) > 0) parts_.agents.desk_detached(person_of(agent));
  }
  void detach_all() {
    while (!attached_.empty()) detach(*attached_.begin());
  }

 private:
  org::PersonId person_of(std::size_t agent) const { return *organisation_.agents[agent].place.person_id; }

  // --- visitors

  void come(const Deed& deed) {
    const auto& caller = play_.caller(deed.visitor);
    const auto site = organisation_.cities[caller.city].sites[static_cast<std::size_t>(caller.subject)];
    auto session = wire_.post(deed.visitor, "/sessions", "",
                              base::to_json(channels::SessionRequest{keys_[site], {}, caller.language}));
    auto begun = base::from_json<channels::VisitorSession>(session.body);
    if (session.status != 200 || !begun) return play_.could_not_come(platform_.clock.now(), deed.visitor);
    if (caller.wants) know(site, begun->token, *caller.wants);
    channels::NewChat chat;
    chat.form = {{"name", caller.persona.name}, {"phone", caller.persona.phone}, {"topic", topic_of(caller.subject)}};
    chat.language = caller.language;
    chat.page = {"https://www.example.com/service", "星河有线 · 帮助"};
    chat.text = deed.text;
    chat.client_id = client_id(deed.visitor, 0);
    auto answered = wire_.post(deed.visitor, "/chats", begun->token, base::to_json(chat));
    auto started = base::from_json<channels::VisitorChat>(answered.body);
    if (answered.status != 201 || !started) return play_.could_not_come(platform_.clock.now(), deed.visitor);
    auto& browser = browsers_[deed.visitor];
    browser = {begun->token, started->id, 0, 0, 0, {}};
    play_.came(platform_.clock.now(), deed.visitor, started->id);
    listen(deed.visitor, browser);
  }

  // Somebody whom this agent served before, so that the distribution asks this one first.
  void know(channels::SiteId site, const std::string& token, org::PersonId agent) {
    platform_.database.write([&](db::Transaction& tx) {
      channels::write_past(tx,
                           {{platform_.ids.make<channels::VisitorId>(), site, platform_.clock.now(), agent, token}});
    });
  }

  void listen(std::int64_t visitor, const Browser& browser) {
    wire_.listen(visitor, fmt::format(R"({{"op":"hello","token":"{}","chat_id":"{}","after":{}}})", browser.token,
                                      browser.chat_id.text(), browser.last_seq));
  }

  std::string client_id(std::int64_t visitor, std::int64_t nth) const {
    return fmt::format("{}-{}-{}", prefix_, visitor, nth);
  }

  void say(const Deed& deed) {
    auto browser = browsers_.find(deed.visitor);
    if (browser == browsers_.end()) return;
    post(deed, "/messages",
         base::to_json(channels::NewWords{client_id(deed.visitor, ++browser->second.said), deed.text}));
  }

  void post(const Deed& deed, const std::string& what, const std::string& body) {
    auto browser = browsers_.find(deed.visitor);
    if (browser == browsers_.end()) return;
    wire_.post(deed.visitor, fmt::format("/chats/{}{}", browser->second.chat_id.text(), what), browser->second.token,
               body);
  }

  void heard(std::int64_t visitor, Browser& browser, const channels::VisitorMessage& message) {
    if (message.seq <= browser.last_seq) return;
    browser.last_seq = message.seq;
    wire_.send(visitor, fmt::format(R"({{"op":"read","seq":{}}})", message.seq));
    if (message.author == channels::Author::Agent && message.kind == channels::MessageKind::Text)
      play_.visitor_heard(platform_.clock.now(), visitor, message.text);
  }

  // --- agents

  // False when it was refused.
  bool work(const Deed& deed) {
    const auto person = person_of(deed.agent);
    auto actor = platform_.database.read([&](db::Transaction& tx) { return parts_.access.stand_in(tx, person); });
    if (!actor) return false;
    switch (deed.act) {
      case Act::SignIn:
        attach(deed.agent);
        choose_phone(*actor, organisation_.agents[deed.agent].phone_id);
        return parts_.agents.sign_in(*actor).has_value();
      case Act::BeReady:
        return parts_.agents.set_readiness(*actor, {true, {}}).has_value();
      case Act::Pause:
        return parts_.agents.set_readiness(*actor, {false, paperwork_.entry("not_ready_reasons", deed.text)})
            .has_value();
      case Act::SignOut:
        return sign_out(*actor, deed.agent);
      case Act::Answer:
        parts_.routing.answer(*actor, deed.offer_id);  // another may have been quicker
        return true;
      case Act::Reply:
        return reply(*actor, deed).has_value();
      case Act::End:
        return parts_.webchat.end(*actor, deed.chat_id).has_value();
      case Act::HandOn:
        return hand_on(*actor, deed);
      case Act::Transfer:
        return transfer(*actor, deed);
      case Act::Record:
        return record(*actor, deed);
      case Act::WriteUp:
        return write_up(*actor, deed);
      default:
        return true;
    }
  }

  base::Result<channels::ChatMessage> reply(const org::Actor& actor, const Deed& deed) {
    return parts_.webchat.say(actor, deed.chat_id,
                              {fmt::format("{}-a{}", prefix_, ++replies_), deed.text, channels::Visibility::Everyone});
  }

  // Nothing is left behind: what is in hand and was not handed on goes back to its queue.
  bool sign_out(const org::Actor& actor, std::size_t agent) {
    paperwork_.finish(actor, {});
    bool out = parts_.agents.sign_out(actor).has_value();
    if (!out) out = parts_.agents.force_state(system_, person_of(agent), {agents::State::SignedOut, {}}).has_value();
    // A newcomer who sits down there speaks through the browser.
    choose_phone(actor, {});
    detach(agent);
    return out;
  }

  void choose_phone(const org::Actor& actor, std::optional<voice::PhoneId> phone) {
    const auto own = parts_.lines.own_phone(actor);
    if (own && own->phone_id != phone) (void)parts_.lines.choose_phone(actor, {phone});
  }

  bool hand_on(const org::Actor& actor, const Deed& deed) {
    auto chat = parts_.webchat.chat(system_, deed.chat_id);
    if (!chat || chat->state != channels::ChatState::Active) return true;
    (void)reply(actor, deed);
    return parts_.webchat.transfer(actor, deed.chat_id, {chat->queue_id, {}, ""}).has_value();
  }

  // A queue that takes nobody now is no fault of the agent's.
  bool transfer(const org::Actor& actor, const Deed& deed) {
    auto chat = parts_.webchat.chat(system_, deed.chat_id);
    if (chat && chat->state == channels::ChatState::Active)
      (void)parts_.webchat.transfer(actor, deed.chat_id, {deed.queue_id, {}, ""});
    return true;
  }

  bool record(const org::Actor& actor, const Deed& deed) {
    auto chat = parts_.webchat.chat(system_, deed.chat_id);
    return !chat || !deed.script || paperwork_.record(actor, chat->contact_id, *deed.script);
  }

  bool write_up(const org::Actor& actor, const Deed& deed) {
    auto chat = parts_.webchat.chat(system_, deed.chat_id);
    if (chat) paperwork_.finish(actor, chat->work_item_id);
    return true;
  }

  const org::Platform& platform_;
  const Parts& parts_;
  const Paperwork& paperwork_;
  const Organisation& organisation_;
  Wire& wire_;
  Play& play_;
  const org::Actor system_ = org::system_actor();
  const std::int64_t prefix_;  // of this run, so that no message of an earlier one is meant
  std::int64_t replies_ = 0;
  std::map<channels::SiteId, std::string> keys_;
  std::map<std::int64_t, Browser> browsers_;
  std::set<std::size_t> attached_;
};

}  // namespace

struct Life::State {
  State(const org::Platform& p, const Parts& x, contacts::Contacts& c, std::string content)
      : platform(p),
        parts(x),
        telephony(x.telephony),
        paperwork(platform, c, parts.routing),
        content_folder(std::move(content)) {}

  org::Platform platform;
  Parts parts;
  telephony::Telephony& telephony;
  const Paperwork paperwork;
  const std::string content_folder;
  std::vector<Phrases> phrases;
  Organisation organisation;
  std::unique_ptr<Wire> wire;
  std::unique_ptr<Play> play;       // its thread only
  std::unique_ptr<Doer> doer;       // the same
  std::unique_ptr<CallLife> calls;  // the same; null without phones
  Time started_at;
  bool adopted = false;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<News> news;
  bool stopping = false;
  std::atomic<double> pace = 1;
  std::atomic<bool> paused = false;
  std::atomic<std::int64_t> visitors = 0, most_visitors = 0, at_work = 0, calls_now = 0;
  std::thread thread;

  void tell(News one) {
    {
      std::lock_guard lock(mutex);
      if (news.size() >= most_news) return;
      news.push_back(std::move(one));
    }
    changed.notify_all();
  }
  void run();
  void step(std::vector<News> came);
  struct Touched {
    std::set<channels::ChatId> chats;
    std::set<telephony::CallId> calls;
  };
  void hear(Time now, const News& one, Touched& touched);
  void begin_calls(const voice::Address& centre);
  void look_at(Time now, channels::ChatId id);
  void adopt(Time now);
};

// What failed is tried again with the next beat.
void Life::State::run() {
  for (;;) {
    std::vector<News> came;
    {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, beat, [&] { return stopping; });
      if (stopping) return;
      came.swap(news);
    }
    try {
      step(std::move(came));
    } catch (const std::exception& fault) {
      base::log::warning("demo", "goes on after a fault: {}", fault.what());
    }
  }
}

void Life::State::step(std::vector<News> came) {
  auto now = platform.clock.now();
  Touched touched;
  for (const auto& one : came) hear(now, one, touched);
  for (auto id : touched.chats) look_at(now, id);
  if (calls)
    for (auto id : touched.calls) calls->changed(now, id);
  if (!adopted && now - started_at >= adopted_after) adopt(now);
  play->set_pace(paused ? 0 : pace.load());
  const double volume = std::clamp(shape_at(now, organisation.cities[0].time_zone), least_volume, most_volume);
  play->set_volume(volume);
  for (const auto& deed : play->tick(now)) doer->act(deed);
  if (calls && adopted) calls->step(now, play->pace(), volume);
  doer->call_back(now);
  visitors = static_cast<std::int64_t>(play->visitors());
  most_visitors = static_cast<std::int64_t>(play->most_visitors());
  at_work = static_cast<std::int64_t>(play->at_work());
  calls_now = calls ? static_cast<std::int64_t>(calls->calls()) : 0;
}

void Life::State::hear(Time now, const News& one, Touched& touched) {
  switch (one.kind) {
    case News::Kind::Frame:
      return doer->heard(one.visitor, one.frame);
    case News::Kind::ConsoleCame:
      return play->newcomer_came(now, one.person);
    case News::Kind::ConsoleWent:
      return play->newcomer_left(now, one.person);
    case News::Kind::Offered:
      return play->offered(now, one.person, one.offer_id);
    case News::Kind::AgentIs:
      if (adopted) play->agent_is(now, one.person, one.state);
      return;
    case News::Kind::Chat:
      touched.chats.insert(one.chat_id);
      return;
    case News::Kind::Call:
      touched.calls.insert(one.call_id);
      return;
    case News::Kind::Phone:
      if (calls) calls->heard(now, one.phone);
      return;
    case News::Kind::CallBegan:
      if (calls) calls->began(now, one.call_id);
      return;
    case News::Kind::Line:
      if (calls) calls->line_is(now, one.person, one.connected);
  }
}

// Without an address for the other end of the lines there are no calls; chats go on.
void Life::State::begin_calls(const voice::Address& centre) {
  if (!organisation.trunk_id || centre.is_v6()) return;
  try {
    calls = std::make_unique<CallLife>(
        CallLife::Around{platform, parts, paperwork, telephony, organisation, phrases, *play}, centre,
        static_cast<std::uint64_t>(base::epoch_ms(started_at)) + 1,
        [this](PhoneNews news) { tell({.kind = News::Kind::Phone, .phone = std::move(news)}); });
  } catch (const std::runtime_error& fault) {
    base::log::info("demo", "has no calls: {}", fault.what());
  }
}

void Life::State::look_at(Time now, channels::ChatId id) {
  auto chat = parts.webchat.chat(org::system_actor(), id);
  if (chat) play->chat_changed(now, {chat->id, chat->state, chat->agent_id, chat->queue_id, chat->last_visitor_seq});
}

// Who was at work when the program ended goes on, unless a newcomer sits there.
void Life::State::adopt(Time now) {
  adopted = true;
  const auto system = org::system_actor();
  auto states = parts.agents.states(system, {}, {200, {}});
  if (!states) return;
  for (const auto& state : states->items) {
    play->agent_is(now, state.id, state.state);
    if (state.state == agents::State::SignedOut || !play->drives(state.id)) continue;
    for (std::size_t n = 0; n < organisation.agents.size(); ++n)
      if (organisation.agents[n].place.person_id == state.id) doer->attach(n);
  }
  channels::ChatFilter active;
  active.state = channels::ChatState::Active;
  if (auto chats = parts.webchat.chats(system, active, {200, {}}))
    for (const auto& chat : chats->items) look_at(now, chat.id);
}

Life::Life(const org::Platform& platform, const Parts& parts, contacts::Contacts& contacts, std::string content_folder)
    : state_(std::make_unique<State>(platform, parts, contacts, std::move(content_folder))) {}

Life::~Life() {
  stop();
}

void Life::start(const std::string& host, std::uint16_t port, std::optional<voice::Address> sip, double pace) {
  auto& state = *state_;
  state.phrases = load_all_phrases(state.content_folder);
  state.organisation = find_organisation(state.parts);
  if (state.organisation.cities.empty() || state.organisation.agents.empty()) return;
  state.paused = pace <= 0;
  state.pace = pace <= 0 ? 1 : pace;
  state.started_at = state.platform.clock.now();
  state.wire = std::make_unique<Wire>(host, port, [this](std::int64_t visitor, std::string frame) {
    state_->tell({.kind = News::Kind::Frame, .visitor = visitor, .frame = std::move(frame)});
  });
  state.play = std::make_unique<Play>(state.organisation, state.phrases,
                                      static_cast<std::uint64_t>(base::epoch_ms(state.started_at)));
  state.doer = std::make_unique<Doer>(state.platform, state.parts, state.paperwork, state.organisation, *state.wire,
                                      *state.play);
  if (sip) state.begin_calls(*sip);
  state.thread = std::thread([this] { state_->run(); });
}

void Life::stop() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
  state_->wire.reset();
  if (state_->calls) state_->calls->hang_up_everywhere();
}

void Life::changed(const std::vector<events::Event>& batch) {
  for (const auto& event : batch) {
    if (event.type == routing::OfferMade::type) {
      auto made = event.as<routing::OfferMade>();
      state_->tell({.kind = News::Kind::Offered, .person = made.agent_id, .offer_id = made.offer_id});
    } else if (event.type == agents::StateChanged::type) {
      auto changed = event.as<agents::StateChanged>();
      state_->tell({.kind = News::Kind::AgentIs, .person = changed.person_id, .state = changed.to});
    } else if (event.type == telephony::CallBegan::type) {
      state_->tell({.kind = News::Kind::CallBegan, .call_id = telephony::CallId{event.subject_id}});
    } else if (event.type == telephony::CallChanged::type || event.type == telephony::CallFinished::type) {
      state_->tell({.kind = News::Kind::Call, .call_id = telephony::CallId{event.subject_id}});
    } else if (event.type == telephony::PhoneLineChanged::type) {
      auto line = event.as<telephony::PhoneLineChanged>();
      state_->tell({.kind = News::Kind::Line, .person = line.person_id, .connected = line.connected});
    } else if (is_of_chats(event)) {
      state_->tell({.kind = News::Kind::Chat, .chat_id = channels::ChatId{event.subject_id}});
    }
  }
}

void Life::console_came(org::PersonId person) {
  state_->tell({.kind = News::Kind::ConsoleCame, .person = person});
}

void Life::console_went(org::PersonId person) {
  state_->tell({.kind = News::Kind::ConsoleWent, .person = person});
}

base::Result<DemoState> Life::state(const org::Actor&) const {
  DemoState now;
  now.pace = state_->pace;
  now.paused = state_->paused;
  now.visitors = state_->visitors;
  now.most_visitors = state_->most_visitors;
  now.agents = state_->at_work;
  now.calls = state_->calls_now;
  return now;
}

base::Result<DemoState> Life::control(const org::Actor& actor, const DemoControl& control) {
  if (auto status = actor.require(control_demo); !status) return base::pass(status);
  if (control.pace < 0.1 || control.pace > 20)
    return base::refuse_fault("/pace", "out_of_range", {{"minimum", "0.1"}, {"maximum", "20"}});
  state_->pace = control.pace;
  state_->paused = control.paused;
  return state(actor);
}

void add_demo_endpoints(org::Api& api, org::Access& access, const std::unique_ptr<Life>& life) {
  api.get("/demo", {"get_demo", "How lively the demo is. Not found without --demo.", "", {}},
          [&life](const org::Call& call) -> base::Result<DemoState> {
            if (!life) return base::not_found();
            return life->state(call.actor);
          });
  api.set<DemoControl>("/demo",
                       {"set_demo", "Sets the pace of the demo, 0.1 to 20, or pauses it.", control_demo.key, {}},
                       [&life](const org::Call& call, const DemoControl& body) -> base::Result<DemoState> {
                         if (!life) return base::not_found();
                         return life->control(call.actor, body);
                       });
  org::Endpoint sign_ins{http::Method::Get,
                         "/demo-sign-ins",
                         {"list_demo_sign_ins", "Sample people to sign in as; none without --demo.", "", {}}};
  sign_ins.open = true;
  sign_ins.reply = &base::type_of<DemoSignIns>();
  sign_ins.run = [&](const org::Call&) -> base::Result<http::Response> {
    DemoSignIns known;
    if (life) known = {sample_sign_ins(access), std::string(sample_password)};
    return org::Api::reply(200, known);
  };
  api.raw(std::move(sign_ins));
}

}  // namespace simulator
