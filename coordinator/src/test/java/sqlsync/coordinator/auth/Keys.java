package sqlsync.coordinator.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys and tokens of an issuer, made by another library than the one that checks them. */
public final class Keys {
    private static final int ED25519_BYTES = 32;

    private Keys() {}

    public static RSAKey rsa(String kid, JWSAlgorithm algorithm) throws JOSEException {
        return new RSAKeyGenerator(2048)
                .keyID(kid)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(algorithm)
                .generate();
    }

    public static ECKey ec(String kid, Curve curve) throws JOSEException {
        return new ECKeyGenerator(curve).keyID(kid).keyUse(KeyUse.SIGNATURE).generate();
    }

    static KeyPair ed25519() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    static OctetKeyPair ed25519(String kid, KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point)).keyID(kid).build();
    }

    /** A key set as an issuer publishes it: without private halves. */
    public static String set(JWK... keys) {
        return set(Stream.of(keys).map(key -> key.toPublicJWK().toJSONString()));
    }

    static String set(Stream<String> keys) {
        return "{\"keys\":[" + keys.collect(Collectors.joining(",")) + "]}";
    }

    /**
     * @param claims as JSON
     */
    public static String sign(JWK key, JWSAlgorithm algorithm, String claims)
            throws JOSEException, ParseException {
        return sign(key, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
    }

    static String sign(JWK key, JWSHeader header, String claims)
            throws JOSEException, ParseException {
        JWSSigner signer =
                key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
        SignedJWT token = new SignedJWT(header, JWTClaimsSet.parse(claims));
        token.sign(signer);
        return token.serialize();
    }

    static String signEd25519(KeyPair pair, String kid, String claims)
            throws GeneralSecurityException {
        String header =
                com.nimbusds.jose.util.JSONObjectUtils.toJSONString(
                        Map.of("alg", "EdDSA", "kid", kid));
        String signed = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64URL.encode(signature.sign());
    }
}
