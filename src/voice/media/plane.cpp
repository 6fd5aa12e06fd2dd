#include "voice/media/plane.h"

#include "voice/media/loop.h"

namespace voice::media {

Plane::Plane(const Settings& settings, std::function<void(Event)> tell)
    : loop_(std::make_unique<Loop>(settings, std::move(tell))) {}
Plane::~Plane() = default;

base::Result<Ports> Plane::allocate_ports() {
  return loop_->allocate_ports();
}

void Plane::post(Command command) {
  loop_->post(std::move(command));
}

Plane::Pulse Plane::pulse() const {
  return loop_->pulse();
}

const std::string& Plane::fingerprint() const {
  return loop_->fingerprint();
}

std::uint16_t Plane::browser_port() const {
  return loop_->browser_port();
}

}  // namespace voice::media
