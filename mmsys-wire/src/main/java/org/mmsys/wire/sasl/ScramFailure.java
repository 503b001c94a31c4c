package org.mmsys.wire.sasl;

/** A SCRAM message that ends the exchange; the message is the server-error-value of RFC 5802 §7. Never leaves the package. */
final class ScramFailure extends Exception {
    ScramFailure(String errorValue) {
        super(errorValue, null, false, false); // thrown at hostile input: no stack trace
    }

    String errorValue() {
        return String.valueOf(getMessage());
    }
}
