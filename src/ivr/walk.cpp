#include "ivr/walk.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "http/message.h"
#include "ivr/json_pointer.h"
#include "ivr/templates.h"

namespace ivr {
namespace {

constexpr std::size_t most_variables = 100;
constexpr std::size_t most_value_bytes = 1'000;
// Whoever looks up keeps to the timeout; this is for one who does not come back.
constexpr base::Duration lookup_grace{2'000};

bool is_key(char key) {
  return (key >= '0' && key <= '9') || key == '*' || key == '#';
}

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

const Node* find_node(const Graph& graph, const std::string& id) {
  for (const auto& node : graph.nodes)
    if (node.id == id) return &node;
  return nullptr;
}

const Exit* find_exit(const Node& node, std::string_view name) {
  for (const auto& exit : node.exits)
    if (exit.name == name) return &exit;
  return nullptr;
}

// What is published of the flow, or of those that its emergency switches point to.
std::shared_ptr<const Published> in_force(World& world, std::shared_ptr<const Published> flow) {
  for (std::size_t i = 0; i < Walk::most_levels && flow && flow->emergency && flow->emergency_flow_id; ++i) {
    auto other = world.flow(*flow->emergency_flow_id);
    if (!other) break;
    flow = std::move(other);
  }
  return flow;
}

std::string header_of(const std::vector<LookupHeader>& headers, std::string_view name) {
  for (const auto& header : headers)
    if (std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(),
                   [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; }))
      return header.value;
  return "";
}

std::string in_json(const std::string& text) {
  std::string quoted;
  base::write_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

std::string without_controls(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return text;
}

// splitmix64: the same numbers everywhere for the same seed.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15ULL;
  auto z = state;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

}  // namespace

// One input being worked through.
struct Walk::Turn {
  World& world;
  base::Time now;
  Told told;
  std::optional<std::string> next;  // the node to enter
};

// ---- inputs ----

Told Walk::begin(World& world, base::Time now, FlowId flow, const Facts& facts, std::uint64_t seed) {
  return begin(world, now, world.flow(flow), facts, seed);
}

Told Walk::begin(World& world, base::Time now, std::shared_ptr<const Published> flow, const Facts& facts,
                 std::uint64_t seed) {
  *this = Walk();
  facts_ = facts;
  language_ = facts.language == "en" ? "en" : "zh-CN";
  seed_ = seed;
  Turn turn{world, now, {}, {}};
  if (auto emergency = world.emergency()) {
    if (!say(turn, in_language(*emergency), Barge::Refused)) hang_up(turn);
  } else if (flow = in_force(world, std::move(flow)); flow) {
    begin_in(turn, std::move(flow));
  } else {
    fail(turn, WalkFault::NoFlow);
  }
  return end_turn(turn);
}

Told Walk::digit(World& world, base::Time now, char key) {
  Turn turn{world, now, {}, {}};
  if (!is_key(key) || doing_ == Doing::Nothing || doing_ == Doing::Ended) return {};
  if (doing_ == Doing::Saying && barge_ == Barge::Refused) return {};
  nodes_ = 0;
  if (typed_ahead_.size() < most_typed_ahead) typed_ahead_ += key;
  if (doing_ == Doing::Saying) {
    turn.told.stop_playing = true;
    after_saying(turn);
  } else if (doing_ == Doing::Listening) {
    listen(turn, *node());
  }
  return end_turn(turn);
}

Told Walk::played(World& world, base::Time now, std::int64_t number) {
  Turn turn{world, now, {}, {}};
  if (doing_ != Doing::Saying || number != play_number_) return {};
  after_saying(turn);
  return end_turn(turn);
}

Told Walk::tick(World& world, base::Time now) {
  Turn turn{world, now, {}, {}};
  if (!timer_ || now < *timer_) return {};
  timer_.reset();
  if (doing_ == Doing::Listening)
    time_out(turn, *node());
  else if (doing_ == Doing::Asked)
    take(turn, "timeout");
  return end_turn(turn);
}

Told Walk::looked_up(World& world, base::Time now, const LookUpResult& result) {
  Turn turn{world, now, {}, {}};
  if (doing_ != Doing::Asked || node()->kind != NodeKind::Lookup) return {};
  if (result.outcome == LookUpOutcome::Answered) map_answer(*node()->lookup, result.body);
  take(turn, result.outcome == LookUpOutcome::Answered ? "ok"
             : result.outcome == LookUpOutcome::Failed ? "failed"
                                                       : "timeout");
  return end_turn(turn);
}

Told Walk::queue_refused(World& world, base::Time now, routing::Admission admission) {
  Turn turn{world, now, {}, {}};
  if (doing_ != Doing::Asked || node()->kind != NodeKind::Queue || admission == routing::Admission::Open) return {};
  take(turn, base::word_of(admission));
  return end_turn(turn);
}

Told Walk::acted(World& world, base::Time now, Outcome outcome) {
  Turn turn{world, now, {}, {}};
  if (doing_ != Doing::Asked) return {};
  switch (const auto& at = *node(); at.kind) {
    case NodeKind::Transfer:
      if (outcome == Outcome::Failed)
        take(turn, "failed");
      else
        doing_ = Doing::Ended;
      break;
    case NodeKind::Voicemail:
      take(turn, "done");
      break;
    case NodeKind::Callback:
      if (outcome == Outcome::Failed)
        take(turn, "failed");
      else if (!say(turn, in_language(at.callback->confirmation), Barge::Refused))
        take(turn, "done");
      break;
    default:
      return {};
  }
  return end_turn(turn);
}

FlowId Walk::flow_id() const {
  return flows_.empty() ? FlowId{} : flows_.back().flow->flow_id;
}

// ---- from node to node ----

const Node* Walk::node() const {
  return flows_.empty() ? nullptr : find_node(flows_.back().flow->graph, node_id_);
}

void Walk::begin_in(Turn& turn, std::shared_ptr<const Published> flow) {
  turn.next = flow->graph.start;
  flows_.push_back({std::move(flow), ""});
}

Told Walk::end_turn(Turn& turn) {
  while (turn.next) {
    node_id_ = *std::exchange(turn.next, std::nullopt);
    const auto* entered = node();
    if (!entered)
      fail(turn, WalkFault::NoSuchNode);
    else if (++nodes_ > most_nodes)
      fail(turn, WalkFault::TooManyNodes);
    else
      enter(turn, *entered);
  }
  return std::move(turn.told);
}

void Walk::enter(Turn& turn, const Node& node) {
  auto lacks = [&](const auto& settings) {
    if (!settings) fail(turn, WalkFault::NoSettings);
    return !settings;
  };
  switch (node.kind) {
    case NodeKind::Play:
      if (lacks(node.play)) return;
      if (!say(turn, in_language(node.play->phrases), node.play->interruptible ? Barge::Allowed : Barge::Refused))
        take(turn, "next");
      return;
    case NodeKind::Menu:
      if (!lacks(node.menu)) begin_listening(turn, node);
      return;
    case NodeKind::Collect:
      if (!lacks(node.collect)) begin_listening(turn, node);
      return;
    case NodeKind::SetVariable:
      if (lacks(node.set_variable)) return;
      set(node.set_variable->variable, fill(node.set_variable->value, Secrets::Hidden));
      return take(turn, "next");
    case NodeKind::Test:
      if (!lacks(node.test)) take(turn, holds(*node.test) ? "yes" : "no");
      return;
    case NodeKind::Hours:
      if (lacks(node.hours) || lacks(node.hours->calendar_id)) return;
      return take(turn, base::word_of(turn.world.hours(*node.hours->calendar_id, turn.now)));
    case NodeKind::Caller:
      if (!lacks(node.caller)) take(turn, branch_of(*node.caller));
      return;
    case NodeKind::Split:
      if (!lacks(node.split)) take(turn, share_of(*node.split));
      return;
    case NodeKind::Lookup:
      if (!lacks(node.lookup)) look_up(turn, *node.lookup);
      return;
    case NodeKind::Queue:
      if (!lacks(node.queue) && !lacks(node.queue->queue_id)) enter_queue(turn, *node.queue);
      return;
    case NodeKind::Transfer:
      if (lacks(node.transfer)) return;
      return ask(turn, Transfer{node.transfer->target, fill(node.transfer->to, Secrets::Hidden)});
    case NodeKind::Voicemail:
      if (lacks(node.voicemail) || lacks(node.voicemail->queue_id)) return;
      typed_ahead_.clear();
      if (!say(turn, in_language(node.voicemail->phrases), Barge::Allowed)) after_saying(turn);
      return;
    case NodeKind::Callback:
      if (!lacks(node.callback) && !lacks(node.callback->queue_id)) request_callback(turn, *node.callback);
      return;
    case NodeKind::Rate:
      if (!lacks(node.rate)) rate(turn, *node.rate);
      return;
    case NodeKind::Language:
      if (lacks(node.language)) return;
      language_ = node.language->language == "en" ? "en" : "zh-CN";
      return take(turn, "next");
    case NodeKind::Subflow:
      if (!lacks(node.subflow) && !lacks(node.subflow->flow_id)) enter_subflow(turn, *node.subflow);
      return;
    case NodeKind::Hangup:
      if (lacks(node.hangup)) return;
      if (!say(turn, in_language(node.hangup->phrases), Barge::Refused)) after_saying(turn);
      return;
  }
}

void Walk::take(Turn& turn, std::string_view exit) {
  doing_ = Doing::Nothing;
  timer_.reset();
  const auto& place = flows_.back();
  turn.told.taken.push_back({place.flow->flow_id, place.flow->version, node_id_, std::string(exit), turn.now});
  const auto* found = find_exit(*node(), exit);
  if (!found) return fail(turn, WalkFault::NoExit);
  turn.next = found->to;
  const auto* next = find_node(place.flow->graph, found->to);
  if (node()->kind == NodeKind::Menu && exit.size() == 1)
    turn.told.chosen.push_back({node()->title, std::string(exit), next ? next->title : std::string()});
}

void Walk::fail(Turn& turn, WalkFault fault) {
  turn.told.fault = fault;
  hang_up(turn);
}

void Walk::hang_up(Turn& turn) {
  doing_ = Doing::Ended;
  timer_.reset();
  turn.told.step = HangUp{};
}

void Walk::ask(Turn& turn, Step step) {
  doing_ = Doing::Asked;
  turn.told.step = std::move(step);
}

// ---- saying ----

const std::vector<Part>& Walk::in_language(const Phrases& phrases) const {
  const bool english = language_ == "en" ? !phrases.en.empty() : phrases.zh.empty();
  return english ? phrases.en : phrases.zh;
}

Speech Walk::speech_of(const Part& part) const {
  if (part.prompt_id) return {SpeechKind::Prompt, part.prompt_id, "", true};
  auto say = [&](SpeechKind kind, const std::string& text) {
    auto filled = fill(text, Secrets::Hidden);
    return Speech{kind, {}, filled, filled == text};
  };
  if (part.digits) return say(SpeechKind::Digits, *part.digits);
  if (part.amount) return say(SpeechKind::Amount, *part.amount);
  if (part.date) return say(SpeechKind::Date, *part.date);
  return say(SpeechKind::Text, part.text.value_or(""));
}

bool Walk::say(Turn& turn, const std::vector<Part>& parts, Barge barge) {
  if (barge == Barge::Allowed && !typed_ahead_.empty()) return false;
  PlayPhrases play{play_number_ + 1, {}, language_};
  for (const auto& part : parts)
    if (auto speech = speech_of(part); speech.prompt_id || !speech.text.empty())
      play.speech.push_back(std::move(speech));
  if (play.speech.empty()) return false;
  play_number_ = play.number;
  barge_ = barge;
  doing_ = Doing::Saying;
  timer_.reset();
  turn.told.step = std::move(play);
  return true;
}

void Walk::after_saying(Turn& turn) {
  const auto* at = node();
  if (!at) return hang_up(turn);  // the centre's emergency was said
  switch (at->kind) {
    case NodeKind::Menu:
    case NodeKind::Collect:
      return listen(turn, *at);
    case NodeKind::Voicemail:
      typed_ahead_.clear();
      return ask(turn, LeaveVoicemail{*at->voicemail->queue_id, at->voicemail->max_seconds});
    case NodeKind::Hangup:
      return end_flow(turn, *at->hangup);
    case NodeKind::Callback:
      return take(turn, "done");
    default:
      return take(turn, "next");
  }
}

// ---- menus and digits ----

void Walk::begin_listening(Turn& turn, const Node& node) {
  tries_ = 0;
  const auto& phrases = node.menu ? node.menu->phrases : node.collect->phrases;
  const bool interruptible = node.menu ? node.menu->interruptible : node.collect->interruptible;
  if (!say(turn, in_language(phrases), interruptible ? Barge::Allowed : Barge::Refused)) listen(turn, node);
}

// Hears what was typed ahead, then waits.
void Walk::listen(Turn& turn, const Node& node) {
  if (doing_ != Doing::Listening) {
    collected_.clear();
    timer_ = turn.now + std::chrono::seconds(node.menu ? node.menu->timeout_seconds : node.collect->first_seconds);
  }
  doing_ = Doing::Listening;
  while (!typed_ahead_.empty() && doing_ == Doing::Listening) {
    const char key = typed_ahead_.front();
    typed_ahead_.erase(0, 1);
    if (node.menu)
      hear_menu(turn, node, key);
    else
      hear_digit(turn, node, key);
  }
}

void Walk::hear_menu(Turn& turn, const Node& node, char key) {
  if (node.menu->keys.find(key) != std::string::npos)
    take(turn, std::string(1, key));
  else
    try_again(turn, node, "invalid");
}

void Walk::hear_digit(Turn& turn, const Node& node, char key) {
  const auto& collect = *node.collect;
  const auto so_far = static_cast<std::int64_t>(collected_.size());
  if (collect.end_key == std::string(1, key))
    return so_far >= collect.min_digits ? finish_collecting(turn, node) : try_again(turn, node, "invalid");
  if (key == '*' || key == '#') return try_again(turn, node, "invalid");
  collected_ += key;
  if (so_far + 1 >= collect.max_digits) return finish_collecting(turn, node);
  timer_ = turn.now + std::chrono::seconds(collect.between_seconds);
}

void Walk::finish_collecting(Turn& turn, const Node& node) {
  const auto& collect = *node.collect;
  if (collect.secret) {
    variables_.erase(collect.variable);
    secrets_[collect.variable] = collected_;
  } else {
    set(collect.variable, collected_);
  }
  collected_.clear();
  take(turn, "done");
}

// `exit` is taken when it was the last try.
void Walk::try_again(Turn& turn, const Node& node, std::string_view exit) {
  const auto tries = node.menu ? node.menu->tries : node.collect->tries;
  typed_ahead_.clear();
  timer_.reset();
  doing_ = Doing::Nothing;
  if (++tries_ >= tries) return take(turn, exit);
  const auto& phrases = node.menu ? node.menu->phrases : node.collect->phrases;
  const auto& retry = node.menu ? node.menu->retry : node.collect->retry;
  auto parts = retry ? in_language(*retry) : std::vector<Part>{};
  const auto& again = in_language(phrases);
  parts.insert(parts.end(), again.begin(), again.end());
  const bool interruptible = node.menu ? node.menu->interruptible : node.collect->interruptible;
  if (!say(turn, parts, interruptible ? Barge::Allowed : Barge::Refused)) listen(turn, node);
}

void Walk::time_out(Turn& turn, const Node& node) {
  if (node.menu || collected_.empty()) return try_again(turn, node, "timeout");
  if (static_cast<std::int64_t>(collected_.size()) >= node.collect->min_digits) return finish_collecting(turn, node);
  try_again(turn, node, "invalid");
}

// ---- what others do ----

void Walk::look_up(Turn& turn, const Lookup& lookup) {
  LookUp step{lookup.method, {}, {}, {}, lookup.timeout_ms};
  auto encoded = [&](std::string_view text, auto encode) {
    return fill_in(text, [&](std::string_view name) { return encode(value_of(name, Secrets::Shown)); });
  };
  step.url = encoded(lookup.url, [](const std::string& value) { return http::percent_encode(value); });
  for (const auto& header : lookup.headers)
    step.headers.push_back({header.name, without_controls(fill(header.value, Secrets::Shown))});
  if (lookup.method == LookupMethod::Post) {
    const auto type = header_of(lookup.headers, "content-type");
    if (type.empty()) step.headers.push_back({"Content-Type", "application/json"});
    if (type.find("urlencoded") != std::string::npos)
      step.body = encoded(lookup.body, [](const std::string& value) { return http::percent_encode(value); });
    else
      step.body = encoded(lookup.body, in_json);
  }
  ask(turn, std::move(step));
  timer_ = turn.now + base::Duration{lookup.timeout_ms} + lookup_grace;
}

void Walk::map_answer(const Lookup& lookup, const std::string& body) {
  for (const auto& mapping : lookup.mapping) set(mapping.variable, text_at(body, mapping.pointer).value_or(""));
}

void Walk::enter_queue(Turn& turn, const ToQueue& queue) {
  ask(turn, EnterQueue{*queue.queue_id, queue.advance_seconds, queue.skills, language_});
}

void Walk::request_callback(Turn& turn, const Callback& callback) {
  auto number = fill(callback.number, Secrets::Hidden);
  std::erase_if(number, [](char c) { return (c < '0' || c > '9') && c != '+'; });
  if (number.size() < 3) return take(turn, "failed");
  ask(turn, RequestCallback{*callback.queue_id, std::move(number)});
}

void Walk::rate(Turn& turn, const RatingTaking& rating) {
  const auto score = fill(rating.score, Secrets::Hidden);
  if (score.size() != 1 || score[0] < '1' || score[0] > '5') return take(turn, "invalid");
  const std::int64_t given = score[0] - '0';
  if (!turn.told.rated) turn.told.rated = rating.scale == RatingScale::OneIsBest ? 6 - given : given;
  take(turn, "rated");
}

void Walk::enter_subflow(Turn& turn, const Subflow& subflow) {
  if (flows_.size() >= most_levels) return fail(turn, WalkFault::TooDeep);
  auto flow = in_force(turn.world, turn.world.flow(*subflow.flow_id));
  if (!flow) return fail(turn, WalkFault::NoFlow);
  flows_.back().node_id = node_id_;
  begin_in(turn, std::move(flow));
}

void Walk::end_flow(Turn& turn, const Hangup& hangup) {
  if (!hangup.returns || flows_.size() < 2) return hang_up(turn);
  flows_.pop_back();
  node_id_ = flows_.back().node_id;
  take(turn, "done");
}

// ---- deciding ----

bool Walk::fits(const CallerBranch& branch) const {
  auto one_of = [](const auto& list, const auto& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  };
  const auto& prefixes = branch.number_prefixes;
  if (!prefixes.empty() && std::none_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
        return facts_.caller_number.starts_with(prefix);
      }))
    return false;
  if (!branch.tier_ids.empty() && (!facts_.tier_id || !one_of(branch.tier_ids, *facts_.tier_id))) return false;
  if (!branch.regions.empty() && !one_of(branch.regions, facts_.province) && !one_of(branch.regions, facts_.city))
    return false;
  if (branch.known_customer && *branch.known_customer != facts_.customer_id.has_value()) return false;
  return !branch.language || *branch.language == language_;
}

std::string Walk::branch_of(const ByCaller& caller) const {
  for (const auto& branch : caller.branches)
    if (fits(branch)) return branch.exit;
  return "otherwise";
}

std::string Walk::share_of(const Split& split) {
  auto at = static_cast<std::int64_t>(next_random(seed_) % 100);
  for (const auto& share : split.shares) {
    if (at < share.percent) return share.exit;
    at -= share.percent;
  }
  return split.shares.empty() ? "" : split.shares.back().exit;
}

bool Walk::holds(const TestVariable& test) const {
  const auto left = value_of(test.variable, Secrets::Shown);
  const auto right = fill(test.value, Secrets::Shown);
  const auto left_number = number_of(left), right_number = number_of(right);
  switch (test.op) {
    case Operator::Equals:
      return left == right;
    case Operator::Differs:
      return left != right;
    case Operator::Less:
      return left_number && right_number && *left_number < *right_number;
    case Operator::Greater:
      return left_number && right_number && *left_number > *right_number;
    case Operator::BeginsWith:
      return left.starts_with(right);
    case Operator::IsEmpty:
      return left.empty();
  }
  return false;
}

// ---- variables ----

void Walk::set(const std::string& variable, std::string value) {
  if (!variables_.contains(variable) && variables_.size() >= most_variables) return;
  secrets_.erase(variable);
  variables_[variable] = cut(std::move(value), most_value_bytes);
}

std::string Walk::value_of(std::string_view variable, Secrets secrets) const {
  if (auto found = variables_.find(variable); found != variables_.end()) return found->second;
  if (auto found = secrets_.find(variable); found != secrets_.end())
    return secrets == Secrets::Shown ? found->second : "";
  if (variable == "caller_number") return facts_.caller_number;
  if (variable == "called_number") return facts_.called_number;
  if (variable == "province") return facts_.province;
  if (variable == "city") return facts_.city;
  if (variable == "carrier") return facts_.carrier;
  if (variable == "language") return language_;
  return "";
}

std::string Walk::fill(std::string_view text, Secrets secrets) const {
  return fill_in(text, [&](std::string_view name) { return value_of(name, secrets); });
}

}  // namespace ivr
